using System.Globalization;
using GreyActors.Core.Smtp;

namespace GreyActors.Migration;

/// <summary>Counts what was imported, and remembers what was not: some of it to be shown, all of it in a file if there is one.</summary>
/// <param name="file">Gets a line for each entry that was not carried over, and each remark; null for none.</param>
internal sealed class ImportReport(TextWriter? file)
{
    // Of each reason so many are shown; the others are counted.
    private const int Shown = 3;
    private const int LongestShown = 200;

    private readonly SortedDictionary<string, (long Count, List<OldEntry.Lost> First)> _lost = new(StringComparer.Ordinal);
    private readonly List<Remark> _remarks = [];
    private long _passed;
    private long _waiting;
    private long _newer;
    private long _known;

    /// <summary>Counts what became of a triplet.</summary>
    public void Add(OldEntry.Triplet old, LoadOutcome outcome)
    {
        switch (outcome)
        {
            case LoadOutcome.Learnt learnt:
                _passed += learnt.HasPassed ? 1 : 0;
                _waiting += learnt.HasPassed ? 0 : 1;
                _newer += learnt.IsNew ? 0 : 1;
                break;
            case LoadOutcome.Known:
                _known++;
                break;
            case LoadOutcome.NotCarried notCarried:
                Add(new OldEntry.Lost(old.Where, old.What, notCarried.Why));
                break;
            default:
                throw new InvalidOperationException($"{outcome} is no outcome of loading");
        }
    }

    /// <summary>Remembers what cannot be carried over.</summary>
    public void Add(OldEntry.Lost lost)
    {
        var (count, first) = _lost.GetValueOrDefault(lost.Why, (0, []));
        if (first.Count < Shown)
            first.Add(lost);
        _lost[lost.Why] = (count + 1, first);
        file?.WriteLine(Line(lost));
    }

    /// <summary>Remembers what differs.</summary>
    public void Add(Remark remark)
    {
        _remarks.Add(remark);
        file?.WriteLine(Line(remark));
    }

    /// <summary>What a person should know.</summary>
    /// <param name="triplets">Whether triplets were to be loaded.</param>
    public IEnumerable<string> Lines(bool triplets)
    {
        foreach (var remark in _remarks)
            yield return Line(remark);
        if (triplets)
        {
            yield return Text($"triplets learnt: {_passed} that pass, {_waiting} that wait; of these known before, with less: {_newer}; known as well already, unchanged: {_known}");
        }

        foreach (var (why, (count, first)) in _lost)
        {
            yield return Text($"not carried over: {count}, because {why}");
            foreach (var lost in first)
                yield return $"  {Shortened(LogText.ForLine($"{lost.Where}: {lost.What}"))}";
            if (count > first.Count)
                yield return Text($"  and {count - first.Count} more{(file is null ? "; --report FILE lists them all" : "")}");
        }
    }

    private static string Line(OldEntry.Lost lost) => LogText.ForLine($"{lost.Where}: not carried over, because {lost.Why}: {lost.What}");

    private static string Line(Remark remark) => LogText.ForLine($"{remark.Where}: {remark.Text}");

    private static string Shortened(string line) => line.Length <= LongestShown ? line : $"{line[..LongestShown]}...";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
