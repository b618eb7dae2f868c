namespace GreyActors.Configuration;

/// <summary>A key whose value in the file differs from the active or the previous value.</summary>
/// <param name="Key">The full name, for example <c>grey-actors.relay.to</c>.</param>
/// <param name="Before">The active or previous value; null if the key did not exist. Secrets are masked.</param>
/// <param name="After">The value in the file; null if the key was removed.</param>
/// <param name="Origin">The origin of the value in the file: <c>file:line</c>, <c>--set key</c>, or <c>default</c>; empty if the key was removed.</param>
public sealed record ChangedKey(string Key, string? Before, string? After, string Origin)
{
    // A list may have a thousand entries.
    private const int LongestShown = 200;

    /// <summary>The change on one line; long values are shortened.</summary>
    public string Summary() =>
        $"{SettingsBook.Shown(Key)}: {Cut(Before ?? "(none)")} -> {Cut(After ?? "(none)")}{(Origin.Length > 0 ? $" ({Origin})" : "")}";

    private static string Cut(string value) => value.Length > LongestShown ? $"{value[..LongestShown]}..." : value;
}
