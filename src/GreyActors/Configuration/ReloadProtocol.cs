using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>Asks the configuration-keeper to read the configuration again. The reply is a <see cref="ReloadOutcome"/>.</summary>
/// <param name="By">The origin of the request, for the log: <c>SIGHUP</c>, or an address.</param>
public sealed record Reload(string By);

/// <summary>On the event stream: a reload has begun. <see cref="ReloadEnded"/> always follows.</summary>
public sealed record ReloadBegan
{
    /// <summary>The only instance.</summary>
    public static readonly ReloadBegan Instance = new();
}

/// <summary>On the event stream: a reload has ended, with its outcome.</summary>
public sealed record ReloadEnded(ReloadOutcome Outcome);

/// <summary>The outcome of a reload.</summary>
public abstract record ReloadOutcome
{
    private ReloadOutcome()
    {
    }

    /// <summary>All changes that need no restart have taken effect.</summary>
    /// <param name="Changed">Keys whose value has changed.</param>
    /// <param name="Files">Files named by settings whose content has changed.</param>
    /// <param name="AwaitingRestart">Keys that need a restart, including those of earlier reloads.</param>
    public sealed record Applied(ImmutableArray<ChangedKey> Changed, ImmutableArray<string> Files, ImmutableArray<ChangedKey> AwaitingRestart) : ReloadOutcome;

    /// <summary>There are no changes.</summary>
    public sealed record Unchanged(ImmutableArray<ChangedKey> AwaitingRestart) : ReloadOutcome;

    /// <summary>The configuration contains errors; nothing has changed.</summary>
    public sealed record Refused(ImmutableArray<ConfigurationError> Errors) : ReloadOutcome;

    /// <summary>Nothing has changed: the service is shutting down, there are too many requests, or the files were being written.</summary>
    public sealed record Ignored(string Why) : ReloadOutcome;
}
