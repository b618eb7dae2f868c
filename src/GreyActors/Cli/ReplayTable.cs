using System.Collections.Immutable;
using System.Globalization;
using GreyActors.Replay;

namespace GreyActors.Cli;

/// <summary>The tables of <c>greyactors replay</c>: one column for each configuration, and the difference of two.</summary>
internal static class ReplayTable
{
    private const int WidestName = 40;

    // The days after the start on which the size of the store is shown.
    private static readonly int[] StoreDays = [1, 3, 7, 14, 28, 56, 84, 180, 365];

    /// <summary>The main figures. Figures without a value in any column are left out.</summary>
    public static Listing Figures(ImmutableArray<ReplayedSettings> settings) => new(
        Columns("figure", settings, "difference"),
        [
            .. FigureRow.All.Select(row => (Row: row, Values: settings.Select(one => row.Value(one.Figures)).ToImmutableArray()))
                .Where(each => each.Row.Unit == FigureUnit.Delay || each.Values.Any(value => value is not null))
                .Select(each => Cells(each.Row.Name, each.Values.Select(value => Shown(each.Row.Unit, value)), Difference(each.Row.Unit, each.Values))),
        ]);

    /// <summary>The delays: for each range the number of first contacts and of later mails.</summary>
    public static Listing Delays(ImmutableArray<ReplayedSettings> settings) => new(
        Columns("delay: first contacts, later mails", settings, null),
        [
            .. settings[0].Figures.First.Distribution.Select((range, at) => Cells(
                Name(settings[0].Figures.First.Distribution, at),
                settings.Select(one => $"{Format.Count(one.Figures.First.Distribution[at].Recipients)}, {Format.Count(one.Figures.Later.Distribution[at].Recipients)}"))),
        ]);

    /// <summary>The number of recipients with so many deferrals.</summary>
    public static Listing Deferrals(ImmutableArray<ReplayedSettings> settings) => new(
        Columns("deferrals", settings, null),
        [
            .. settings[0].Figures.Deferrals.Distribution.Select((range, at) => Cells(
                range.To == range.From ? Format.Count(range.From) : range.To is { } to ? $"{range.From} to {to}" : $"{range.From} or more",
                settings.Select(one => Format.Count(one.Figures.Deferrals.Distribution[at].Recipients)))),
        ]);

    /// <summary>The number of recipients for each rule that decided last.</summary>
    public static Listing Rules(ImmutableArray<ReplayedSettings> settings) => new(
        Columns("recipients by the last rule", settings, null),
        [
            .. settings.SelectMany(one => one.Figures.Rules.Select(rule => rule.Rule)).Distinct().Select(rule => Cells(
                rule, settings.Select(one => Format.Count(one.Figures.Rules.FirstOrDefault(each => each.Rule == rule).Recipients)))),
        ]);

    /// <summary>The number of triplets and of known clients on some days.</summary>
    public static Listing Store(ImmutableArray<ReplayedSettings> settings, DateTimeOffset begin) => new(
        Columns("store: triplets, known clients", settings, null),
        [
            .. StoreDays.Select(day => (Day: day, Samples: settings.Select(one => SampleAt(one.Figures.Store, begin.AddDays(day))).ToImmutableArray()))
                .Where(row => row.Samples.All(sample => sample is not null))
                .Select(row => Cells(
                    row.Day == 1 ? "after 1 day" : $"after {row.Day} days",
                    row.Samples.Select(sample => $"{Format.Count(sample!.Value.Triplets)}, {Format.Count(sample.Value.KnownEntries)}"))),
        ]);

    /// <summary>Some senders whose mail was lost.</summary>
    public static Listing LostSenders(LossFigures lost) => new(
        ["lost mail from", "last client", "retried", "mails", "deferrals"],
        [
            .. lost.Examples.Select(sender => ImmutableArray.Create<Cell>(
                Format.Path(sender.From), sender.Client, sender.HasRetried ? "yes" : "no", Format.Count(sender.Recipients), Format.Count(sender.Deferrals))),
        ]);

    private static ImmutableArray<string> Columns(string first, ImmutableArray<ReplayedSettings> settings, string? last) =>
        [first, .. settings.Select(one => one.Name.Length <= WidestName ? one.Name : $"{one.Name[..WidestName]}..."), .. settings.Length > 1 && last is not null ? [last] : ImmutableArray<string>.Empty];

    private static ImmutableArray<Cell> Cells(string name, IEnumerable<string> values, string? last = null) =>
        [name, .. values.Select(value => new Cell(value)), .. last is null ? [] : ImmutableArray.Create(new Cell(last))];

    private static string? Difference(FigureUnit unit, ImmutableArray<double?> values) => values is not [var one, var other] ? null
        : other - one is not { } difference ? ""
        : difference == 0 ? "="
        : unit == FigureUnit.Delay ? $"{(difference < 0 ? '-' : '+')}{Format.Span(Math.Abs(difference))}"
        : difference.ToString(unit == FigureUnit.Percent ? "+0.0;-0.0;=" : "+0;-0", CultureInfo.InvariantCulture);

    private static string Shown(FigureUnit unit, double? value) => (unit, value) switch
    {
        (FigureUnit.Delay, null) => "lost",
        (FigureUnit.Delay, 0) => "0",
        (FigureUnit.Delay, { } seconds) => Format.Span(seconds),
        (_, null) => "",
        (FigureUnit.Percent, { } share) => string.Create(CultureInfo.InvariantCulture, $"{share:0.0} %"),
        (_, { } count) => Format.Count((long)count),
    };

    private static string Name(ImmutableArray<DelayRange> ranges, int at) => ranges[at].Upto switch
    {
        null => "lost",
        0 => "none",
        _ when at + 2 == ranges.Length => $"longer than {Span(ranges[at - 1])}",
        _ => $"up to {Span(ranges[at])}",
    };

    private static string Span(DelayRange range) => range.Upto < 3600 ? $"{range.Upto / 60} min" : $"{range.Upto / 3600} h";

    private static StoreFigure? SampleAt(StoreFigures store, DateTimeOffset at)
    {
        var next = store.Samples.FirstOrDefault(sample => sample.At >= at);
        return next == default ? null : next;
    }
}
