namespace GreyActors.Configuration;

/// <summary>Section <c>reload</c>: when the configuration is read again without being told to.</summary>
/// <param name="Watch">When one of its files was changed.</param>
/// <param name="SettleTime">How often they are looked at, and how long they must then stay as they are.</param>
public sealed record ReloadSettings(bool Watch, TimeSpan SettleTime)
{
    /// <summary>Only when told to.</summary>
    public static readonly ReloadSettings Off = new(false, TimeSpan.FromSeconds(2));
}
