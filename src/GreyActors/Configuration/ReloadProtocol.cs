using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>Tells the configuration-keeper to read everything again; whoever asks is answered with a <see cref="ReloadOutcome"/>.</summary>
/// <param name="By">Who asked, for the log: <c>SIGHUP</c>, or where a request came from.</param>
public sealed record Reload(string By);

/// <summary>On the event stream: a reload has begun. <see cref="ReloadEnded"/> always follows, however it ends.</summary>
public sealed record ReloadBegan
{
    /// <summary>The one instance.</summary>
    public static readonly ReloadBegan Instance = new();
}

/// <summary>On the event stream: a reload has ended, and what came of it.</summary>
public sealed record ReloadEnded(ReloadOutcome Outcome);

/// <summary>What came of a reload.</summary>
public abstract record ReloadOutcome
{
    private ReloadOutcome()
    {
    }

    /// <summary>What can be had without a restart is in force.</summary>
    /// <param name="Changed">Keys with another value than before.</param>
    /// <param name="Files">Files that settings name, with another content than before.</param>
    /// <param name="AwaitingRestart">Keys that wait for a restart, also those of earlier reloads.</param>
    public sealed record Applied(ImmutableArray<ChangedKey> Changed, ImmutableArray<string> Files, ImmutableArray<ChangedKey> AwaitingRestart) : ReloadOutcome;

    /// <summary>Nothing is different from before.</summary>
    public sealed record Unchanged(ImmutableArray<ChangedKey> AwaitingRestart) : ReloadOutcome;

    /// <summary>There are errors: everything is as it was.</summary>
    public sealed record Refused(ImmutableArray<ConfigurationError> Errors) : ReloadOutcome;

    /// <summary>Nothing was put in force: the service goes down, too many ask at once, or the files were being written.</summary>
    public sealed record Ignored(string Why) : ReloadOutcome;
}
