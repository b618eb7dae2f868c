using System.Collections.Immutable;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>What came of reading the configuration again.</summary>
/// <param name="Stamps">The files that matter from now on, as they were before they were read.</param>
internal abstract record ConfigurationRead(FileStamps Stamps)
{
    /// <summary>It can be put in force.</summary>
    /// <param name="Next">All of it.</param>
    /// <param name="Outcome">What is different.</param>
    /// <param name="Logs">Its log files, open.</param>
    public sealed record Good(RunningConfiguration Next, ReloadOutcome Outcome, LogFiles.OpenLogs Logs, FileStamps Stamps) : ConfigurationRead(Stamps);

    /// <summary>It cannot.</summary>
    /// <param name="Errors">All that is wrong with it.</param>
    /// <param name="Renewed">What runs, with its certificate renewed; null: that is the same.</param>
    public sealed record Wrong(ImmutableArray<ConfigurationError> Errors, RunningConfiguration? Renewed, FileStamps Stamps) : ConfigurationRead(Stamps);

    /// <summary>Somebody wrote while it was read: half of it may be old, or of no meaning.</summary>
    /// <param name="Files">The files that were written.</param>
    public sealed record Unsettled(ImmutableArray<string> Files, FileStamps Stamps) : ConfigurationRead(Stamps);
}
