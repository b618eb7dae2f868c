using System.Collections.Immutable;
using System.Security.Cryptography;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Core.Access;
using GreyActors.Files;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>Makes everything of a configuration that can be made before it is in force, so that nothing is left that could fail then.</summary>
internal sealed class ConfigurationReading(LogFiles files)
{
    // Who asks for a reload and writes on all the same is read again a few times.
    private const int MaxTries = 3;

    /// <summary>A configuration with what is made of it, within the capacity of the process.</summary>
    /// <exception cref="CapacityException">The process may have too little for it.</exception>
    /// <exception cref="IOException">A file that was good when the configuration was checked is not any more.</exception>
    public static RunningConfiguration Make(LoadedConfiguration.Valid configuration)
    {
        var settings = configuration.Settings;
        var capacity = ProcessLimits.CapacityFor(settings);
        return new RunningConfiguration(configuration, capacity.Apply(settings), AccessPolicy.Compile(settings.Access), PairOf(settings.Tls))
        {
            Capacity = capacity,
            Contents = configuration.Named.ToImmutableDictionary(file => file, FingerprintOf),
        };
    }

    /// <summary>Reads and checks everything again, for a program that runs.</summary>
    /// <param name="running">What it goes by.</param>
    /// <param name="settled">How the files were when they were found to be written; null: whoever asks says that they are.</param>
    public ConfigurationRead Again(RunningConfiguration running, FileStamps? settled)
    {
        for (var triesLeft = settled is null ? MaxTries : 1; ; triesLeft--)
        {
            var read = Once(running);
            ImmutableArray<string> written = [.. read.Stamps.ChangedIn(read.Stamps.Now()).Union(settled?.ChangedIn(read.Stamps) ?? [])];
            if (written.IsEmpty)
                return read;
            if (read is ConfigurationRead.Good { Logs: var logs })
                files.GiveUp(logs);
            if (triesLeft == 1)
                return new ConfigurationRead.Unsettled(written, read.Stamps);
        }
    }

    private ConfigurationRead Once(RunningConfiguration running)
    {
        var loaded = ConfigurationLoader.Again(running.Configuration);
        return loaded switch
        {
            LoadedConfiguration.Valid wanted => Prepare(running, wanted),
            LoadedConfiguration.Invalid invalid => Refuse(running, invalid.Errors, loaded.Stamps),
            _ => throw new InvalidOperationException($"{loaded} is no outcome of loading"),
        };
    }

    private ConfigurationRead Prepare(RunningConfiguration running, LoadedConfiguration.Valid wanted)
    {
        try
        {
            var (changed, awaitingRestart) = ConfigurationDifference.Between(running.Configuration, wanted);
            var next = Make(RestartKeys.UntilRestart(running.Configuration, wanted, awaitingRestart)) with { AwaitingRestart = awaitingRestart };
            ImmutableArray<string> changedFiles = [.. next.Contents.Where(file => IsOther(running, file.Key, file.Value)).Select(file => file.Key).Order(StringComparer.Ordinal)];
            ReloadOutcome outcome = changed.IsEmpty && changedFiles.IsEmpty && awaitingRestart.SequenceEqual(running.AwaitingRestart)
                ? new ReloadOutcome.Unchanged(awaitingRestart)
                : new ReloadOutcome.Applied(changed, changedFiles, awaitingRestart);
            return new ConfigurationRead.Good(next, outcome, files.Prepare(next.Settings.Log), wanted.Stamps);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Refuse(running, [new ConfigurationError(wanted.Source, 0, refused.Message)], wanted.Stamps);
        }
    }

    // A certificate expires, whoever is in the midst of writing something else: the pair that is shown is renewed all the same.
    private static ConfigurationRead.Wrong Refuse(RunningConfiguration running, ImmutableArray<ConfigurationError> errors, FileStamps stamps)
    {
        var tls = running.Settings.Tls;
        var renewed = tls.Offered && KeyPair.TryRead(tls.Certificate, tls.Key, out var pair, out _) && pair.Fingerprint != running.Pair?.Fingerprint
            ? running with { Pair = pair }
            : null;
        return new ConfigurationRead.Wrong(errors, renewed, tls.Offered ? stamps.With(tls.Certificate).With(tls.Key) : stamps);
    }

    private static KeyPair? PairOf(TlsSettings tls)
    {
        if (!tls.Offered)
            return null;
        return KeyPair.TryRead(tls.Certificate, tls.Key, out var pair, out var problem) ? pair : throw new IOException(problem.What);
    }

    // One that was not named before comes with the key that names it.
    private static bool IsOther(RunningConfiguration running, string file, string fingerprint) =>
        running.Contents.TryGetValue(file, out var before) && before != fingerprint;

    private static string FingerprintOf(string file)
    {
        using var content = RegularFile.Open(file);
        return Convert.ToHexString(SHA256.HashData(content));
    }
}
