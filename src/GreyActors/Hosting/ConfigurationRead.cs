using System.Collections.Immutable;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>The result of reading the configuration again.</summary>
/// <param name="Stamps">The state of all configuration files before they were read.</param>
internal abstract record ConfigurationRead(FileStamps Stamps)
{
    /// <summary>The configuration is valid.</summary>
    /// <param name="Next">The configuration, with everything built from it.</param>
    /// <param name="Outcome">The changes.</param>
    /// <param name="Logs">Its log files, open.</param>
    public sealed record Good(RunningConfiguration Next, ReloadOutcome Outcome, LogFiles.OpenLogs Logs, FileStamps Stamps) : ConfigurationRead(Stamps);

    /// <summary>The configuration contains errors.</summary>
    /// <param name="Errors">The errors.</param>
    /// <param name="Renewed">The active configuration with a renewed certificate; null if the certificate has not changed.</param>
    public sealed record Wrong(ImmutableArray<ConfigurationError> Errors, RunningConfiguration? Renewed, FileStamps Stamps) : ConfigurationRead(Stamps);

    /// <summary>Files were written while they were read, so parts may be old or incomplete.</summary>
    /// <param name="Files">The files that changed.</param>
    public sealed record Unsettled(ImmutableArray<string> Files, FileStamps Stamps) : ConfigurationRead(Stamps);
}
