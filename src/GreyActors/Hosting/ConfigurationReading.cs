using System.Collections.Immutable;
using System.Security.Cryptography;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Core.Access;
using GreyActors.Files;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>Builds everything that a configuration needs before it is applied, so that applying it cannot fail.</summary>
internal sealed class ConfigurationReading(LogFiles files)
{
    // A requested reload reads files that are still being written a few times.
    private const int MaxTries = 3;

    /// <summary>A configuration with everything built from it, within the capacity of the process.</summary>
    /// <exception cref="CapacityException">The capacity of the process is too small for it.</exception>
    /// <exception cref="IOException">A file has become invalid since the configuration was checked.</exception>
    public static RunningConfiguration Make(LoadedConfiguration.Valid configuration)
    {
        var settings = configuration.Settings;
        var capacity = ProcessLimits.CapacityFor(settings);
        return new RunningConfiguration(configuration, capacity.Apply(settings), AccessPolicy.Compile(settings.Access), PairsOf(settings.Tls))
        {
            Capacity = capacity,
            Contents = configuration.Named.ToImmutableDictionary(file => file, FingerprintOf),
        };
    }

    /// <summary>Reads and checks everything again while the program is running.</summary>
    /// <param name="running">The active configuration.</param>
    /// <param name="settled">The state of the files when they had settled; null: a request, so they are expected to be complete.</param>
    public ConfigurationRead Again(RunningConfiguration running, FileStamps? settled)
    {
        for (var triesLeft = settled is null ? MaxTries : 1; ; triesLeft--)
        {
            var read = Once(running);
            ImmutableArray<string> written = [.. read.Stamps.ChangedIn(read.Stamps.Now()).Union(settled?.ChangedIn(read.Stamps) ?? [])];
            if (written.IsEmpty)
                return read;
            if (read is ConfigurationRead.Good { Logs: var logs })
                files.Discard(logs);
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
            _ => throw new InvalidOperationException($"{loaded} is not an outcome of loading"),
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

    // A certificate expires regardless of errors elsewhere in the configuration, so it is renewed even then.
    private static ConfigurationRead.Wrong Refuse(RunningConfiguration running, ImmutableArray<ConfigurationError> errors, FileStamps stamps)
    {
        var pairs = running.Settings.Tls.Pairs;
        ImmutableArray<KeyPair> renewed =
            [.. pairs.Zip(running.Pairs, (files, old) => KeyPair.TryRead(files.Certificate, files.Key, out var pair, out _) ? pair : old)];
        return new ConfigurationRead.Wrong(
            errors,
            KeyPair.AreSame(renewed, running.Pairs) ? null : running with { Pairs = renewed },
            pairs.Aggregate(stamps, (all, files) => all.With(files.Certificate).With(files.Key)));
    }

    private static ImmutableArray<KeyPair> PairsOf(TlsSettings tls) =>
        [.. tls.Pairs.Select(files => KeyPair.TryRead(files.Certificate, files.Key, out var pair, out var problem) ? pair : throw new IOException(problem.What))];

    // A file that was not named before is reported by the key that names it.
    private static bool IsOther(RunningConfiguration running, string file, string fingerprint) =>
        running.Contents.TryGetValue(file, out var before) && before != fingerprint;

    private static string FingerprintOf(string file)
    {
        using var content = RegularFile.Open(file);
        return Convert.ToHexString(SHA256.HashData(content));
    }
}
