namespace GreyActors.Configuration;

/// <summary>A key whose value in the file is another than the one that the program goes by, or went by.</summary>
/// <param name="Key">From the top, for example <c>grey-actors.relay.to</c>.</param>
/// <param name="Before">The value that the program goes, or went, by; null: there was no such key. Secrets are masked.</param>
/// <param name="After">The value in the file; null: the key is gone.</param>
/// <param name="Origin">Where the value in the file comes from: <c>file:line</c>, <c>--set key</c>, or <c>default</c>; empty where the key is gone.</param>
public sealed record ChangedKey(string Key, string? Before, string? After, string Origin)
{
    // A list may have a thousand entries.
    private const int LongestShown = 200;

    /// <summary>On one line, long values cut.</summary>
    public string InShort() =>
        $"{SettingsBook.Shown(Key)}: {Cut(Before ?? "nothing")} -> {Cut(After ?? "nothing")}{(Origin.Length > 0 ? $" ({Origin})" : "")}";

    private static string Cut(string value) => value.Length > LongestShown ? $"{value[..LongestShown]}..." : value;
}
