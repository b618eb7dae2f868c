using System.Globalization;
using System.Text;

namespace GreyActors.Benchmarks.Peers;

/// <summary>Processor time a session as bars, one group for each number of clients: a picture that a browser draws, without a package for it.</summary>
internal static class PeersPlot
{
    private const int Width = 960;
    private const int PanelHeight = 230;
    private const int Left = 60;
    private const int Top = 56;
    private const int Base = 170;

    private static readonly (string Peer, string Colour)[] Colours =
        [(LineUp.Ours, "#0b7a75"), (LineUp.Postfix, "#c8553d"), ("line responder", "#8a8f98"), (LineUp.Sink, "#c3c7cd")];

    public static string Draw(PeersResult result)
    {
        var cases = result.Cases.Select(measured => measured.Case).Distinct().ToArray();
        var svg = new StringBuilder();
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Top + (cases.Length * PanelHeight)}\" font-family=\"sans-serif\" font-size=\"13\">");
        Add($"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><text x=\"{Left}\" y=\"22\" font-size=\"16\">Processor time per session in ms, of all processes of the server</text>");
        foreach (var ((peer, colour), i) in Colours.Select((colour, i) => (colour, i)))
            Add($"<rect x=\"{Left + (i * 170)}\" y=\"34\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"{Left + (i * 170) + 18}\" y=\"45\">{peer}</text>");
        foreach (var (name, i) in cases.Select((name, i) => (name, i)))
            Panel(name, Top + (i * PanelHeight));
        Add($"</svg>");
        return svg.ToString();

        void Panel(string name, int top)
        {
            var bars = result.Cases.Where(measured => measured.Case == name).ToArray();
            var concurrencies = bars.Select(bar => bar.Concurrency).Distinct().ToArray();
            var scale = (Base - 30) / bars.Max(bar => bar.CpuMilliseconds);
            var group = (Width - Left - 20) / concurrencies.Length;
            Add($"<text x=\"{Left}\" y=\"{top + 20}\" font-weight=\"bold\">{name}</text>");
            Add($"<line x1=\"{Left}\" y1=\"{top + Base}\" x2=\"{Width - 20}\" y2=\"{top + Base}\" stroke=\"#444\"/>");
            foreach (var (concurrency, at) in concurrencies.Select((concurrency, i) => (concurrency, Left + (i * group))))
            {
                Add($"<text x=\"{at + (group / 2)}\" y=\"{top + Base + 18}\" text-anchor=\"middle\">{concurrency} clients</text>");
                foreach (var ((peer, colour), i) in Colours.Select((colour, i) => (colour, i)))
                {
                    if (bars.FirstOrDefault(bar => bar.Peer == peer && bar.Concurrency == concurrency) is not { } bar)
                        continue;
                    var (x, height) = (at + 12 + (i * 37), bar.CpuMilliseconds * scale);
                    Add($"<rect x=\"{x}\" y=\"{top + Base - height:0.0}\" width=\"30\" height=\"{height:0.0}\" fill=\"{colour}\"/>");
                    Add($"<text x=\"{x + 15}\" y=\"{top + Base - height - 4:0.0}\" text-anchor=\"middle\" font-size=\"11\">{bar.CpuMilliseconds:0.00}</text>");
                }
            }
        }

        void Add(FormattableString element) => svg.AppendLine(element.ToString(CultureInfo.InvariantCulture));
    }
}
