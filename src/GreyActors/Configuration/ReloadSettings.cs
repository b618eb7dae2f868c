namespace GreyActors.Configuration;

/// <summary>Section <c>reload</c>: automatic reloads.</summary>
/// <param name="Watch">Whether to reload after a change of a file.</param>
/// <param name="SettleTime">The interval between checks of the files, and the time that a changed file must stay unchanged before a reload.</param>
public sealed record ReloadSettings(bool Watch, TimeSpan SettleTime)
{
    /// <summary>No automatic reloads.</summary>
    public static readonly ReloadSettings Off = new(false, TimeSpan.FromSeconds(2));
}
