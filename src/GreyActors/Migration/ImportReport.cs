using System.Globalization;
using GreyActors.Core.Smtp;

namespace GreyActors.Migration;

/// <summary>Counts imported entries, and records entries that were not imported: a few to print, all in a file if there is one.</summary>
/// <param name="file">Gets a line for each entry that was not imported, and for each remark; null for no file.</param>
internal sealed class ImportReport(TextWriter? file)
{
    // The number of entries shown for each reason; the others are only counted.
    private const int Shown = 3;
    private const int LongestShown = 200;

    private readonly SortedDictionary<string, (long Count, List<OldEntry.Lost> First)> _lost = new(StringComparer.Ordinal);
    private readonly List<Remark> _remarks = [];
    private long _passed;
    private long _waiting;
    private long _newer;
    private long _known;

    /// <summary>Counts the outcome of a triplet.</summary>
    public void Add(OldEntry.Triplet old, LoadOutcome outcome)
    {
        switch (outcome)
        {
            case LoadOutcome.Imported imported:
                _passed += imported.HasPassed ? 1 : 0;
                _waiting += imported.HasPassed ? 0 : 1;
                _newer += imported.IsNew ? 0 : 1;
                break;
            case LoadOutcome.Known:
                _known++;
                break;
            case LoadOutcome.NotImported notImported:
                Add(new OldEntry.Lost(old.Where, old.What, notImported.Why));
                break;
            default:
                throw new InvalidOperationException($"{outcome} is not an outcome of loading");
        }
    }

    /// <summary>Records an entry that cannot be imported.</summary>
    public void Add(OldEntry.Lost lost)
    {
        var (count, first) = _lost.GetValueOrDefault(lost.Why, (0, []));
        if (first.Count < Shown)
            first.Add(lost);
        _lost[lost.Why] = (count + 1, first);
        file?.WriteLine(LogText.ForLine(Line(lost)));
    }

    /// <summary>Records a difference.</summary>
    public void Add(Remark remark)
    {
        _remarks.Add(remark);
        file?.WriteLine(LogText.ForLine(Line(remark)));
    }

    /// <summary>The report for the operator, not escaped.</summary>
    /// <param name="triplets">Whether triplets were loaded.</param>
    public IEnumerable<string> Lines(bool triplets)
    {
        foreach (var remark in _remarks)
            yield return Line(remark);
        if (triplets)
        {
            yield return Text($"triplets imported: {_passed} passed, {_waiting} waiting; of these, updated existing ones: {_newer}; already known, unchanged: {_known}");
        }

        foreach (var (why, (count, first)) in _lost)
        {
            yield return Text($"not imported: {count}, because {why}");
            foreach (var lost in first)
                yield return $"  {Shortened($"{lost.Where}: {lost.What}")}";
            if (count > first.Count)
                yield return Text($"  and {count - first.Count} more{(file is null ? "; --report FILE lists them all" : "")}");
        }
    }

    private static string Line(OldEntry.Lost lost) => $"{lost.Where}: not imported, because {lost.Why}: {lost.What}";

    private static string Line(Remark remark) => $"{remark.Where}: {remark.Text}";

    private static string Shortened(string line) => line.Length <= LongestShown ? line : $"{line[..LongestShown]}...";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
