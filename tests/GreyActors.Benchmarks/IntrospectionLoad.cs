using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GreyActors.Benchmarks;

/// <summary>What it costs decisions that somebody looks on, with many sessions open. Rounds of all kinds take turns, and each is compared with its neighbours.</summary>
internal static class IntrospectionLoad
{
    private const int Turns = 12;
    private const int Deciders = 4;
    private const int Known = 500;
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(6);

    private static readonly (string What, Func<int, Watcher?> Look)[] Kinds =
    [
        ("nobody looks", _ => null),
        ("a page is open", port => Watcher.Page(port, isOpen: false)),
        ("a page is open, and on it the list of all clients", port => Watcher.Page(port, isOpen: true)),
        ("the whole tree is asked for every 3 s", Watcher.WholeTree),
    ];

    public static async Task Run(int sessions)
    {
        using var sink = new Sink();
        using var program = MeasuredProgram.Deferring(sink.Port);
        var idle = Enumerable.Range(0, sessions).Select(_ => Connected(program.Port)).ToList();
        try
        {
            await Measure(program, null, Warmup);
            var rounds = Kinds.ToDictionary(kind => kind.What, _ => new List<Round>());
            for (var turn = 0; turn < Turns; turn++)
            {
                // Who goes first is another each time.
                for (var kind = 0; kind < Kinds.Length; kind++)
                {
                    var (what, look) = Kinds[(turn + kind) % Kinds.Length];
                    rounds[what].Add(await Measure(program, look, Length));
                }
            }

            Report(rounds, sessions);
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }

    private static void Report(Dictionary<string, List<Round>> rounds, int sessions)
    {
        Console.WriteLine($"{sessions} sessions open, {Deciders} more that ask; {Turns} rounds of {Length.TotalSeconds:0} s each");
        Console.WriteLine("| meanwhile | decisions a second | against nobody: median (quartiles) | p99 of a decision | CPU of the program for each | read in a round |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var alone = rounds[Kinds[0].What];
        foreach (var (what, _) in Kinds)
        {
            var these = rounds[what];
            var ratios = these.Zip(alone, (one, other) => 100 * ((one.PerSecond / other.PerSecond) - 1)).Order().ToArray();
            Console.WriteLine(FormattableString.Invariant(
                $"| {what} | {Median(these, round => round.PerSecond):0} | {ratios[Turns / 2]:+0.0;-0.0} % ({ratios[Turns / 4]:+0.0;-0.0} to {ratios[Turns * 3 / 4]:+0.0;-0.0}) | {Median(these, round => round.P99):0.00} ms | {Median(these, round => round.Cpu):0.0} µs | {Median(these, round => round.Octets) / 1e6:0.00} MB |"));
        }
    }

    private static async Task<Round> Measure(MeasuredProgram program, Func<int, Watcher?>? look, TimeSpan length)
    {
        await using var watcher = look?.Invoke(program.IntrospectionPort);
        var cpu = program.ProcessorTime;
        var watch = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, Deciders).Select(number => Task.Factory.StartNew(
            () => Decide(program.Port, number, watch, length), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        var took = (await Task.WhenAll(threads)).SelectMany(one => one).Order().ToArray();
        var spent = program.ProcessorTime - cpu;
        return new Round(
            took.Length / watch.Elapsed.TotalSeconds, took[took.Length * 99 / 100].TotalMilliseconds, spent.TotalMicroseconds / took.Length, watcher?.Octets ?? 0);
    }

    // The same triplets again and again: what waits already needs no store, whose disk would be louder than what is looked for.
    private static List<TimeSpan> Decide(int port, int number, Stopwatch watch, TimeSpan length)
    {
        var took = new List<TimeSpan>();
        using var peer = new SmtpPeer(port);
        for (var mail = 0; watch.Elapsed < length; mail++)
        {
            var began = watch.Elapsed;
            peer.BeDeferred($"a{mail % Known}@example.net", $"b{number}@example.com");
            took.Add(watch.Elapsed - began);
        }

        return took;
    }

    private static Socket Connected(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        return socket.Receive(new byte[512]) > 0 ? socket : throw new IOException("the server closed");
    }

    private static double Median(List<Round> rounds, Func<Round, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);

    private readonly record struct Round(double PerSecond, double P99, double Cpu, double Octets);
}
