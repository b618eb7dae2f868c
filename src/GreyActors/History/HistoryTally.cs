namespace GreyActors.History;

/// <summary>Counts everything in a log that is no mail to use, by reason, with a few examples of the unreadable lines.</summary>
/// <param name="use">Gets each mail.</param>
internal sealed class HistoryTally(Action<HistoricMail> use) : IHistorySink
{
    /// <summary>The number of examples for each reason.</summary>
    public const int Examples = 3;

    private const int LongestExample = 120;

    private readonly SortedDictionary<string, long> _unused = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, UnreadableLines> _unreadable = new(StringComparer.Ordinal);

    /// <summary>The mails that were not used, by reason.</summary>
    public IReadOnlyDictionary<string, long> Unused => _unused;

    /// <summary>The unreadable lines, by reason.</summary>
    public IReadOnlyDictionary<string, UnreadableLines> Unreadable => _unreadable;

    /// <inheritdoc/>
    public void Add(HistoricMail mail) => use(mail);

    /// <inheritdoc/>
    public void AddUnused(string reason) => _unused[reason] = _unused.GetValueOrDefault(reason) + 1;

    /// <inheritdoc/>
    public void AddUnreadable(in LogLine line, string reason)
    {
        var lines = _unreadable.GetValueOrDefault(reason) ?? new UnreadableLines(0, []);
        if (lines.Examples.Length < Examples)
            lines = lines with { Examples = lines.Examples.Add($"{line.File}:{line.Number}: {Shortened(line.Text)}") };
        _unreadable[reason] = lines with { Count = lines.Count + 1 };
    }

    private static string Shortened(string text) => text.Length <= LongestExample ? text : $"{text[..LongestExample]}...";
}
