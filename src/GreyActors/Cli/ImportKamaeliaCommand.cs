using System.CommandLine;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Migration;
using GreyActors.Migration.Databases;
using GreyActors.Migration.Kamaelia;

namespace GreyActors.Cli;

/// <summary><c>greyactors import kamaelia FILE</c>: prints an equivalent configuration; with the databases, loads the triplets into the store.</summary>
internal static class ImportKamaeliaCommand
{
    private const string OnStandardOutput = "(standard output)";

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var file = new Argument<string>("FILE") { Description = "Kamaelia Grey's configuration, /etc/greylist.conf." };
        var output = new Option<string?>("--output", "-o") { Description = "Write the configuration to this file, which must not exist yet, instead of standard output.", HelpName = "FILE" };
        var attempters = Database("--attempters", "attempters.dbm or a dump of it: the waiting triplets.");
        var greylisted = Database("--greylisted", "greylisted.dbm or a dump of it: the triplets that have passed.");
        var report = ImportFiles.ReportOption();
        var command = new Command(
            "kamaelia",
            "Kamaelia Grey: print an equivalent configuration. With its databases, load the triplets into the store of that configuration or of --config.")
        {
            file, output, attempters, greylisted, report,
        };
        return ProgramOptions.LocalCommand(command, async (given, screen) =>
        {
            var source = given.GetRequiredValue(file);
            var made = KamaeliaHocon.Of(source, ImportFiles.Text(source));
            using var files = new NewFiles();
            (files.Create(given.GetValue(output)) ?? Console.Out).Write(made.Text);
            var outcome = new ImportReport(files.Create(given.GetValue(report)));
            foreach (var remark in made.Remarks)
                outcome.Add(remark);
            foreach (var lost in made.NotImported)
                outcome.Add(lost);

            (string Path, bool HavePassed)[] databases =
            [
                .. given.GetValue(greylisted) is { } passed ? [(passed, true)] : Array.Empty<(string, bool)>(),
                .. given.GetValue(attempters) is { } waiting ? [(waiting, false)] : Array.Empty<(string, bool)>(),
            ];
            if (databases.Length == 0)
                outcome.Add(new Remark(source, "its triplets were not loaded: name its databases with --greylisted and --attempters"));
            var loaded = Read(made.Text, given.GetValue(output) ?? OnStandardOutput, given.GetValue(options.Set)!);
            if (loaded is LoadedConfiguration.Invalid)
            {
                // The operator corrects the errors in the written file.
                files.Keep();
                ImportFiles.Show(screen, outcome, lists: null);
            }

            var configuration = ProgramOptions.ValidOrThrow(loaded);
            if (databases.Length > 0)
            {
                if (given.GetValue(options.Config) is not null)
                    configuration = options.Load(given);
                var entries = databases.SelectMany(database => KamaeliaTriplets.Read(DatabaseFile.Read(database.Path), database.Path, database.HavePassed));
                await ImportLoad.Run(configuration.Settings, entries, outcome, ImportLists.None);
            }

            files.Keep();
            ImportFiles.Show(screen, outcome, databases.Length > 0 ? ImportLists.None : null);
            return ExitCode.Ok;
        });
    }

    private static Option<string?> Database(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    private static LoadedConfiguration Read(string text, string name, string[] sets) => ConfigurationLoader.Load(
        name, sets, path => path == name ? new SourceText.Read(text) : ConfigurationFile.Read(path), Environment.GetEnvironmentVariable);
}
