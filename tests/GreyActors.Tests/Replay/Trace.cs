using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using GreyActors.Configuration;
using GreyActors.Replay;

namespace GreyActors.Tests.Replay;

/// <summary>Builds small traces, and replays them.</summary>
internal static class Trace
{
    /// <summary>The header.</summary>
    public const string Header = """{"header": true, "seed": 1, "days": 3, "messages": 1, "site": "example.com"}""";

    /// <summary>A message from one host that retries.</summary>
    /// <param name="at">Seconds since the trace began.</param>
    /// <param name="tries">Seconds after that.</param>
    public static string Message(
        int id, double at, string from, string[] to, double[] tries, string ip = "240.0.0.1", string spf = "", string more = "") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":{{id}},"t":{{at}},"from":"{{from}}","to":[{{string.Join(',', to.Select(one => $"\"{one}\""))}}],"hosts":[{"ip":"{{ip}}","ptr":"","fc":false,"helo":"mx","hc":false,"spf":"{{spf}}","tls":true}],"tries":[{{string.Join(',', tries.Select(one => string.Create(CultureInfo.InvariantCulture, $"[{one},0]")))}}]{{more}}}""");

    /// <summary>Reads lines.</summary>
    public static (ImmutableArray<ReplayMessage> Messages, ImmutableArray<string?> Reasons) Read(params IEnumerable<string> lines)
    {
        var (reader, messages, reasons) = (new TraceLine(new HistoryPool(), begin: 0), ImmutableArray.CreateBuilder<ReplayMessage>(), ImmutableArray.CreateBuilder<string?>());
        foreach (var line in lines)
        {
            if (reader.Read(Encoding.UTF8.GetBytes(line), messages.Count, out var why) is { } message)
                messages.Add(message);
            reasons.Add(why);
        }

        return (messages.ToImmutable(), reasons.ToImmutable());
    }

    /// <summary>Replays messages with the defaults of the program and these overrides.</summary>
    public static (ReplayRun Run, string Decisions) Replay(IEnumerable<string> lines, params string[] sets)
    {
        var decisions = new StringWriter { NewLine = "\n" };
        return (new ReplayEngine(Site(sets), decisions).Run(Read(lines).Messages, begin: 0), decisions.ToString());
    }

    /// <summary>The delays of the recipients of a message, in milliseconds.</summary>
    public static int[] Delays(ReplayRun run, int message)
    {
        var delays = new int[run.Outcomes[message].Length];
        for (var recipient = 0; recipient < delays.Length; recipient++)
            delays[recipient] = run.Outcomes[message][recipient].Delay;
        return delays;
    }

    /// <summary>The figures of a replay.</summary>
    public static ReplayFigures Figures(IEnumerable<string> lines, params string[] sets) => FigureMaker.Of(Replay(lines, sets).Run);

    /// <summary>A site with the defaults of the program and these overrides, which serves example.com.</summary>
    public static ReplaySite Site(params string[] sets) =>
        new(Assert(ConfigurationLoader.LoadDefaults(["allowed-domains=[example.com]", .. sets])).Settings);

    private static LoadedConfiguration.Valid Assert(LoadedConfiguration loaded) => Xunit.Assert.IsType<LoadedConfiguration.Valid>(loaded);
}
