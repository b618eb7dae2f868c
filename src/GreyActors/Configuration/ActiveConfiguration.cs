namespace GreyActors.Configuration;

/// <summary>What the program goes by at this moment: may be read by anybody at any time, and is replaced as a whole.</summary>
/// <remarks>Who decides about several things that belong together takes it once.</remarks>
public sealed class ActiveConfiguration(RunningConfiguration first)
{
    private volatile RunningConfiguration _now = first;
    private volatile ReloadReport? _lastReload;

    /// <summary>The configuration.</summary>
    public RunningConfiguration Now => _now;

    /// <summary>The last reload that read anything; null: there was none.</summary>
    public ReloadReport? LastReload => _lastReload;

    /// <summary>From now on it is this one.</summary>
    public void Replace(RunningConfiguration next) => _now = next;

    /// <summary>Notes what came of a reload.</summary>
    public void Note(ReloadReport report) => _lastReload = report;
}
