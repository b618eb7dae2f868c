namespace GreyActors.Configuration;

/// <summary>The configuration that the program uses now. Any thread may read it at any time; it is replaced as a whole.</summary>
/// <remarks>Code that makes several related decisions must read it once.</remarks>
public sealed class ActiveConfiguration(RunningConfiguration first)
{
    private volatile RunningConfiguration _now = first;
    private volatile ReloadReport? _lastReload;

    /// <summary>The configuration.</summary>
    public RunningConfiguration Now => _now;

    /// <summary>The last reload that read anything; null if there was none.</summary>
    public ReloadReport? LastReload => _lastReload;

    /// <summary>Makes another configuration the active one.</summary>
    public void Replace(RunningConfiguration next) => _now = next;

    /// <summary>Records the outcome of a reload.</summary>
    public void Note(ReloadReport report) => _lastReload = report;
}
