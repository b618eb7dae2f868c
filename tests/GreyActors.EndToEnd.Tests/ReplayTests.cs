using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The command that replays history: it needs no service.</summary>
public sealed class ReplayTests : IDisposable
{
    private const string Configuration = "grey-actors { allowed-domains = [example.com] }\n";

    private readonly TemporaryFolder _folder = new("replay");

    [Fact]
    public void A_trace_is_replayed_with_two_settings()
    {
        var trace = Write("trace.jsonl.gz", Trace());

        var people = Replay(trace, "--against", "known-clients=off", "--plot", _folder["plot.svg"], "--decisions", _folder["decisions.jsonl"]);
        var script = Replay(trace, "--against", "known-clients=off", "--json");

        Assert.True(people.ExitCode == 0, people.ToString());
        Assert.Contains("10 messages with 10 recipients, from 2026-01-01 to 2026-01-10", people.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["first contacts delayed", "20.0 %", "100.0 %", "+80.0"], Cells(people.Output, "first contacts delayed "));
        var figures = JsonDocument.Parse(script.Output).RootElement.GetProperty("settings")[0].GetProperty("figures");
        Assert.Equal((10, 2), (figures.GetProperty("first").GetProperty("recipients").GetInt32(), figures.GetProperty("first").GetProperty("delayed").GetInt32()));
        // The first mail waits, and one on the same day; the eight mails on later days do not.
        Assert.Equal(12, File.ReadLines(_folder["decisions.jsonl"]).Count(line => line.Contains("\"ok\"", StringComparison.Ordinal)));
        Assert.Equal("svg", XDocument.Load(_folder["plot.svg"]).Root!.Name.LocalName);
    }

    [Fact]
    public void Two_runs_are_identical()
    {
        var trace = Write("trace.jsonl", Trace());
        var first = Replay(trace, "--json", "--decisions", _folder["first"]);
        var second = Replay(trace, "--json", "--decisions", _folder["second"]);

        Assert.Equal(first.Output, second.Output);
        Assert.Equal(File.ReadAllText(_folder["first"]), File.ReadAllText(_folder["second"]));
    }

    [Fact]
    public void A_site_that_learns_from_the_days_before_delays_less_mail()
    {
        var trace = Write("trace.jsonl", Trace());

        Assert.Equal(["first contacts delayed", "0.0 %"], Cells(Replay(trace, "--learn", "5d").Output, "first contacts delayed "));
        Assert.Equal(["first contacts delayed", "40.0 %"], Cells(Replay(trace, "--from", "5d").Output, "first contacts delayed "));
    }

    [Fact]
    public void A_greylist_log_is_replayed_with_the_configuration()
    {
        var log = Write("greylist.log", """
            20260301080000.000 | mx.one.example | 192.0.2.1 | <a@one.example> | <b@example.com> | DEFERRED | 
            20260301080500.000 | mx.one.example | 192.0.2.7 | <a@one.example> | <b@example.com> | DEFERRED | 
            20260301081100.000 | mx.one.example | 192.0.2.1 | <a@one.example> | <b@example.com> | ACCEPTED | 
            20260301081200.000 | mx.two.example | 198.51.100.1 | <a@two.example> | <b@example.com> | ACCEPTED | 
            20260301081300.000 | bot | 203.0.113.1 | <x@bots.example> | <b@example.com> | DEFERRED | 
            a line of another program

            """);

        var result = Replay(log, "--config", Write("site.conf", Configuration));

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("unreadable lines: 1, because the line belongs to no known log", result.Error, StringComparison.Ordinal);
        Assert.Equal(["first contacts", "2"], Cells(result.Output, "first contacts  "));
        Assert.Equal(["unwanted mail stopped", "100.0 %"], Cells(result.Output, "unwanted mail stopped  "));
        Assert.Equal(["tries of the history omitted", "1"], Cells(result.Output, "tries of the history omitted"));
        Assert.Equal(["outcomes that rest on an assumed retry", "1"], Cells(result.Output, "outcomes that rest"));
    }

    [Fact]
    public void Damaged_compressed_data_are_counted_and_the_lines_before_them_are_used()
    {
        // A second part with the header of gzip and an invalid block.
        const int Header = 10;
        var whole = File.ReadAllBytes(Write("whole.jsonl.gz", Trace()));
        var damaged = _folder["damaged.jsonl.gz"];
        File.WriteAllBytes(damaged, [.. whole, .. whole[..Header], .. Enumerable.Repeat((byte)0xFF, 400)]);

        var result = Replay(damaged);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("the compressed data are damaged", result.Error, StringComparison.Ordinal);
        Assert.Contains("10 messages", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, "did you mean `--against`", "--agianst", "known-clients=off")]
    [InlineData(64, "has no unit", "--from", "30")]
    [InlineData(64, "no message begins", "--from", "30d")]
    [InlineData(64, "cannot learn from its future", "--learn", "5d", "--from", "1d")]
    [InlineData(73, "is also an input", "--decisions", "TRACE")]
    [InlineData(73, "cannot be created", "--plot", "/nowhere/plot.svg")]
    [InlineData(66, "nowhere.jsonl", "/nowhere.jsonl")]
    [InlineData(78, "unknown", "--against", "known-cleints=off")]
    [InlineData(78, "does not exist", "--against", "/nowhere.conf")]
    public void An_error_has_its_exit_code_and_a_message(int exitCode, string message, params string[] arguments)
    {
        var trace = Write("trace.jsonl", Trace());

        var result = Replay([trace, .. arguments.Select(one => one == "TRACE" ? trace : one)]);

        Assert.True(result.ExitCode == exitCode, result.ToString());
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(Trace(), File.ReadAllText(trace));
    }

    [Fact]
    public void A_file_without_any_message_is_damaged_data()
    {
        var result = Replay(Write("nonsense", "one\ntwo\nthree\nfour\n"));

        Assert.Equal(65, result.ExitCode);
        Assert.Contains("unreadable lines: 4", result.Error, StringComparison.Ordinal);
        Assert.Contains("nonsense:3: three", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // A host that passes SPF writes to another mailbox each day, and once more an hour after its first mail.
    private static string Trace()
    {
        var trace = new StringBuilder("""{"header": true, "seed": 1, "days": 10, "messages": 10, "site": "example.com"}""").Append('\n');
        double[] hours = [1, 2, 48, 72, 96, 120, 144, 168, 192, 216];
        for (var id = 0; id < hours.Length; id++)
        {
            trace.Append(CultureInfo.InvariantCulture, $$"""{"id":{{id}},"t":{{hours[id] * 3600}},"label":"honest","from":"ann@one.example","to":["user{{id}}@example.com"],"hosts":[{"ip":"240.0.0.1","ptr":"","fc":false,"helo":"mx","hc":false,"spf":"one.example","tls":true}],"tries":[[0,0],[900,0]]}""").Append('\n');
        }

        return trace.ToString();
    }

    // A folder without a configuration: the trace names its site.
    private CommandResult Replay(params string[] arguments) =>
        Command.Run("env", ["-C", _folder.Path, "dotnet", GreyActorsProcess.ProgramFile, "replay", .. arguments]);

    private string Write(string name, string text)
    {
        using Stream file = File.Create(_folder[name]);
        using var content = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        content.Write(Encoding.UTF8.GetBytes(text));
        return _folder[name];
    }

    private static string[] Cells(string output, string row) =>
        output.Split('\n').Single(line => line.StartsWith(row, StringComparison.Ordinal)).Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
