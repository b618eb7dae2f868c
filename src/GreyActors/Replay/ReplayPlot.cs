using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace GreyActors.Replay;

/// <summary>Draws a replay as SVG: the delays of first contacts and of later mails, and the decisions of each day.</summary>
/// <remarks>The colours are readable on a light and on a dark background. The file needs no font, script or style of another place.</remarks>
internal sealed class ReplayPlot
{
    private const int Width = 960;
    private const int Left = 64;
    private const int Right = 24;
    private const int PanelHeight = 220;
    private const int PanelGap = 96;
    private const int Top = 64;
    private const int MostBars = 190;

    private const string Style =
        "text{font:12px system-ui,sans-serif;fill:#6b7785}.t{font-size:15px;font-weight:600}.r{text-anchor:end}.m{text-anchor:middle}"
        + ".g{stroke:#8a94a3;stroke-opacity:.35}.s0{fill:#3d85c6}.s1{fill:#d98324}"
        + ".once{fill:#4a9d5b}.later{fill:#3d85c6}.deferred{fill:#d98324}.refused{fill:#b8505f}"
        + "@media (prefers-color-scheme:dark){text{fill:#a3aebb}}";

    private readonly StringBuilder _svg = new();
    private int _y = Top;

    /// <summary>The text of the file.</summary>
    public static string Draw(ImmutableArray<ReplayedSettings> settings)
    {
        var plot = new ReplayPlot();
        plot.DrawDelays("Delay of first contacts", settings, figures => figures.First.Distribution);
        plot.DrawDelays("Delay of later mails", settings, figures => figures.Later.Distribution);
        foreach (var one in settings)
            plot.DrawDays(settings.Length == 1 ? "Decisions by day" : $"Decisions by day: {one.Name}", one.Figures.Days);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {plot._y}\" width=\"{Width}\" height=\"{plot._y}\" role=\"img\"><title>greyactors replay</title><style>{Style}</style>\n{plot._svg}</svg>\n");
    }

    private void DrawDelays(string title, ImmutableArray<ReplayedSettings> settings, Func<ReplayFigures, ImmutableArray<DelayRange>> of)
    {
        var shares = settings.Select(one => Shares(of(one.Figures))).ToImmutableArray();
        var ranges = of(settings[0].Figures);
        var step = (double)(Width - Left - Right) / ranges.Length;
        var bar = step * 0.8 / settings.Length;
        Begin(title, [.. settings.Select((one, number) => ($"s{number}", one.Name))], 100, " %");
        for (var range = 0; range < ranges.Length; range++)
        {
            for (var number = 0; number < settings.Length; number++)
            {
                var (x, height) = (Left + (range * step) + (step * 0.1) + (number * bar), shares[number][range] / 100 * PanelHeight);
                Bar($"s{number}", x, _y + PanelHeight - height, bar - 1, height, string.Create(CultureInfo.InvariantCulture, $"{Name(ranges, range)}: {shares[number][range]:0.0} %"));
            }

            Label("m", Left + ((range + 0.5) * step), _y + PanelHeight + 18, Name(ranges, range));
        }

        End();
    }

    private void DrawDays(string title, ImmutableArray<DayFigures> days)
    {
        if (days.IsEmpty)
            return;
        var first = days[0].Day.DayNumber;
        var perBar = 1 + ((days[^1].Day.DayNumber - first) / MostBars);
        var bars = days.GroupBy(day => (day.Day.DayNumber - first) / perBar).ToDictionary(
            group => group.Key, group => new[] { group.Sum(day => day.AtOnce), group.Sum(day => day.Later), group.Sum(day => day.Deferred), group.Sum(day => day.Refused) });
        var count = bars.Keys.Max() + 1;
        var (step, most) = ((double)(Width - Left - Right) / count, RoundUp(bars.Values.Max(parts => parts.Sum())));
        Begin(title, [("once", "accepted at the first try"), ("later", "accepted later"), ("deferred", "deferred"), ("refused", "refused")], most, "");
        foreach (var (number, parts) in bars.OrderBy(each => each.Key))
        {
            var (from, y) = (DateOnly.FromDayNumber(first + (number * perBar)), (double)(_y + PanelHeight));
            string[] kinds = ["once", "later", "deferred", "refused"];
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                var height = (double)parts[kind] / most * PanelHeight;
                y -= height;
                Bar(kinds[kind], Left + (number * step), y, Math.Max(1, step - 1), height, string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd}: {parts[kind]} {kinds[kind]}"));
            }
        }

        for (var number = 0; number < count; number += Math.Max(1, count / 8))
            Label("m", Left + ((number + 0.5) * step), _y + PanelHeight + 18, DateOnly.FromDayNumber(first + (number * perBar)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        End();
    }

    private void Begin(string title, ImmutableArray<(string Class, string Name)> legend, int most, string unit)
    {
        Label("t", Left, _y - 36, title);
        var x = (double)Left;
        foreach (var (kind, name) in legend)
        {
            Bar(kind, x, _y - 22, 10, 10, name);
            Label("", x + 15, _y - 13, name);
            x += 36 + (name.Length * 6.6);
        }

        for (var line = 0; line <= 4; line++)
        {
            var y = _y + PanelHeight - (line * PanelHeight / 4);
            _svg.Append(CultureInfo.InvariantCulture, $"<line class=\"g\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y}\" y2=\"{y}\"/>\n");
            Label("r", Left - 8, y + 4, string.Create(CultureInfo.InvariantCulture, $"{most * line / 4.0:0.##}{unit}"));
        }
    }

    private void End() => _y += PanelHeight + PanelGap;

    private void Bar(string kind, double x, double y, double width, double height, string words)
    {
        if (height > 0)
            _svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\"><title>{Escaped(words)}</title></rect>\n");
    }

    private void Label(string kind, double x, double y, string text) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{kind}\" x=\"{x:0.##}\" y=\"{y:0.##}\">{Escaped(text)}</text>\n");

    private static ImmutableArray<double> Shares(ImmutableArray<DelayRange> ranges)
    {
        var all = ranges.Sum(range => range.Recipients);
        return [.. ranges.Select(range => all == 0 ? 0 : 100.0 * range.Recipients / all)];
    }

    private static string Name(ImmutableArray<DelayRange> ranges, int range) => ranges[range].Upto switch
    {
        null => "lost",
        0 => "none",
        _ when range + 2 == ranges.Length => "longer",
        < 3600 and { } seconds => string.Create(CultureInfo.InvariantCulture, $"≤ {seconds / 60:0} min"),
        { } seconds => string.Create(CultureInfo.InvariantCulture, $"≤ {seconds / 3600:0} h"),
    };

    // The next number that four grid lines divide well.
    private static int RoundUp(int most)
    {
        var step = 4;
        while (step * 10 < most)
            step *= 10;
        return Math.Max(4, (most + step - 1) / step * step);
    }

    // Control characters are not allowed in XML, even escaped.
    private static string Escaped(string text) => System.Net.WebUtility.HtmlEncode(string.Concat(text.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter))));
}
