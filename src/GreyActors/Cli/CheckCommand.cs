using System.CommandLine;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Observability;
using GreyActors.Reputation;

namespace GreyActors.Cli;

/// <summary><c>greyactors check [FILE]</c>: reads the configuration as a start would, and reports every error.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var file = new Argument<FileInfo?>("FILE") { Description = "The configuration file, instead of --config.", Arity = ArgumentArity.ZeroOrOne };
        return ProgramOptions.LocalCommand(
            new Command("check", "Check the configuration and report every error. Needs no running service. Exits 78 if there are errors.") { file },
            (given, screen) =>
            {
                var valid = options.Load(given, given.GetValue(file));
                screen.WriteLine($"{valid.Source} is valid");
                Show(screen, valid.Settings.Tls);
                Show(screen, valid.Settings.Reputation);
                foreach (var warning in SettingsWarnings.Of(valid).Concat(SettingsPaths.Unusable(valid)))
                    screen.WriteError($"warning: {warning}");
                if (valid.Settings.Greylisting.Mode == GreylistingMode.Observe)
                    screen.WriteError($"warning: {LogLines.Observing}");
                return ExitCode.Ok;
            });
    }

    private static void Show(Screen screen, TlsSettings tls)
    {
        foreach (var files in tls.Pairs)
        {
            if (!KeyPair.TryRead(files.Certificate, files.Key, out var pair, out _))
                continue;
            var certificate = pair.Certificate;
            screen.WriteLine(
                $"Certificate {files.Certificate}: {certificate.Subject}, names: {(pair.Names.IsEmpty ? "none" : string.Join(", ", pair.Names))}, valid until {Format.Time(certificate.NotAfter)}");
            if (certificate.NotAfter < DateTime.Now || certificate.NotBefore > DateTime.Now)
                screen.WriteError($"warning: {files.Certificate} is valid from {Format.Time(certificate.NotBefore)} until {Format.Time(certificate.NotAfter)} only");
        }
    }

    // What client identities rest on, and what weakens them.
    private static void Show(Screen screen, ReputationSettings reputation)
    {
        var suffixes = reputation.PublicSuffixes;
        screen.WriteLine(Format.Suffixes(suffixes.Date, suffixes.Count));
        if (!reputation.Dns)
            return;
        var resolvers = Resolvers.Of(reputation.Resolvers);
        if (resolvers.IsEmpty)
            screen.WriteError($"warning: {Resolvers.SystemFile} names no resolver: clients will be identified by their networks only (reputation.resolvers)");
        foreach (var resolver in Resolvers.Distant(resolvers))
            screen.WriteError($"warning: {LogLines.DistantResolver.Replace("{Resolver}", resolver.ToString(), StringComparison.Ordinal)}");
    }
}
