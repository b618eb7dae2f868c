using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace GreyActors.Benchmarks.Peers;

/// <summary>The clients: a C program with one thread (Load/smtpload.c), compiled here. It uses little processor time, so it does not slow down the servers.</summary>
internal sealed class LoadClient
{
    private readonly string _program;

    public LoadClient(string folder)
    {
        _program = Path.Combine(folder, "smtpload");
        Tool.Run(Tool.Path("cc"), "-O2", "-o", _program, Path.Combine(Tool.Repository(), "tests/GreyActors.Benchmarks/Load/smtpload.c"));
    }

    /// <summary>Plays sessions and waits for their end.</summary>
    public LoadResult Run(int port, LoadPlan plan)
    {
        using var run = Begin(port, plan);
        return run.Result();
    }

    /// <summary>Begins to play sessions.</summary>
    public LoadRun Begin(int port, LoadPlan plan)
    {
        var start = new ProcessStartInfo(_program, [.. Arguments(port, plan)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new LoadRun(Process.Start(start)!);
    }

    // From as many addresses as there are clients in the largest case, and more.
    private static IEnumerable<string> Arguments(int port, LoadPlan plan)
    {
        (string Key, double Value)[] numbers =
        [
            ("-p", port), ("-c", plan.Concurrency), ("-n", plan.Sessions), ("-O", plan.FirstTriplet), ("-l", plan.Octets), ("-i", 5000), ("-T", 120), ("-X", 240),
            .. plan.PerSecond > 0 ? [("-w", plan.PerSecond)] : Array.Empty<(string, double)>(),
            .. plan.Hold > 0 ? [("-H", plan.Hold)] : Array.Empty<(string, double)>(),
            .. plan.Proxied is { } proxied ? [("-B", proxied.First), ("-i", proxied.Count)] : Array.Empty<(string, double)>(),
        ];
        return
        [
            .. numbers.SelectMany(number => new[] { number.Key, number.Value.ToString(CultureInfo.InvariantCulture) }),
            .. plan.Proxied is null ? [] : ProxiedClients.Arguments,
        ];
    }
}

/// <summary>Which sessions are played.</summary>
/// <param name="Concurrency">How many at the same time.</param>
/// <param name="Sessions">How many in all.</param>
/// <param name="FirstTriplet">The number of the first triplet; the same numbers are the same triplets.</param>
/// <param name="Octets">Of mail data, where a recipient is accepted.</param>
/// <param name="PerSecond">Sessions a second, whatever the answers take; 0: as fast as they are answered.</param>
/// <param name="Hold">Seconds that each session idles behind EHLO and then quits; 0: it sends mail.</param>
internal sealed record LoadPlan(int Concurrency, int Sessions, long FirstTriplet, int Octets = 4096, int PerSecond = 0, int Hold = 0)
{
    /// <summary>The clients that a PROXY header announces; null: clients connect directly, from 127.16.0.0/16.</summary>
    public ProxiedClients? Proxied { get; init; }

    /// <summary>The plan of a later round: the next triplets and, if each client comes once, the next clients.</summary>
    public LoadPlan Later(int rounds) => this with
    {
        FirstTriplet = FirstTriplet + (rounds * Sessions),
        Proxied = Proxied is { IsNewInEachRound: true } ? Proxied with { First = Proxied.First + (rounds * Sessions) } : Proxied,
    };
}

/// <summary>Sessions that are being played.</summary>
internal sealed class LoadRun(Process process) : IDisposable
{
    /// <summary>Waits for their end.</summary>
    public LoadResult Result()
    {
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (output.Length == 0)
            throw new InvalidOperationException($"The clients said nothing: {errors.Result}");
        using var said = JsonDocument.Parse(output);
        return LoadResult.Of(said.RootElement);
    }

    public void Dispose() => process.Dispose();
}

/// <summary>What the clients saw. Times are milliseconds.</summary>
/// <param name="Sessions">That ended.</param>
/// <param name="PerSecond">Sessions a second.</param>
/// <param name="Median">Of whole sessions.</param>
/// <param name="P99">Of whole sessions.</param>
/// <param name="MailDataMedian">From the end of mail data to its reply; 0 without mail.</param>
/// <param name="Delivered">Mails that got 250.</param>
/// <param name="Deferred">Recipients that did not.</param>
/// <param name="Failed">Connections that could not be made, broke, or were not answered.</param>
internal sealed record LoadResult(
    int Sessions, double PerSecond, double Median, double P99, double MailDataMedian, int Delivered, int Deferred, int Failed)
{
    public static LoadResult Of(JsonElement said)
    {
        var times = said.GetProperty("ms");
        return new LoadResult(
            Number("sessions"),
            said.GetProperty("sess_per_s").GetDouble(),
            times.GetProperty("session")[0].GetDouble(),
            times.GetProperty("session")[2].GetDouble(),
            times.TryGetProperty("dot", out var dot) ? dot[0].GetDouble() : 0,
            Number("msgs_ok"),
            Number("rcpt_deferred"),
            Number("connfail") + Number("reset") + Number("eof") + Number("timeout") + Number("bad"));

        int Number(string name) => said.GetProperty(name).GetInt32();
    }
}
