using System.Diagnostics;

namespace GreyActors.Benchmarks;

/// <summary>What the way through GreyActors costs: memory of a session, throughput of a large message, time of a small one; each beside the direct way.</summary>
internal static class RelayBenchmark
{
    private const int Large = 50_000_000;
    private const int Small = 4096;

    public static void Run()
    {
        using var sink = new Sink();
        using var program = MeasuredProgram.LettingThrough(sink.Port);
        Table.Begin();
        Throughput("a sink that only looks for the end", sink.Port, program);
        using (var postfix = new PostfixSink())
        using (var before = MeasuredProgram.LettingThrough(postfix.Port))
            Throughput("Postfix's smtp-sink", postfix.Port, before);
        Latency("a 4 KB mail, session kept", sink.Port, program.Port, ofItsOwn: false);
        Latency("a 4 KB mail in a session of its own", sink.Port, program.Port, ofItsOwn: true);
        Memory(sink, program, 50);
        Memory(sink, program, 150);
    }

    private static void Throughput(string sink, int port, MeasuredProgram program)
    {
        const int Rounds = 7;
        var data = SmtpPeer.MailData(Large);
        var (direct, through) = (new List<double>(), new List<double>());
        // The first round warms both.
        for (var round = 0; round <= Rounds; round++)
        {
            var (one, other) = (Seconds(port, data), Seconds(program.Port, data));
            if (round == 0)
                continue;
            direct.Add(one);
            through.Add(other);
        }

        var processor = program.ProcessorTime;
        Seconds(program.Port, data);
        processor = program.ProcessorTime - processor;
        var (straight, relayed) = (Median(direct), Median(through));
        Table.Row(
            $"one mail of 50 MB to {sink}, median of {Rounds}, direct and through",
            $"{Large / straight / 1e6:0}, {Large / relayed / 1e6:0} MB/s", "–");
        Table.Row("ratio of the two", $"{straight / relayed:0.00}", "≥ 0.6");
        Table.Row("processor time of the program for one", $"{processor.TotalMilliseconds:0} ms", "–");
    }

    private static double Seconds(int port, byte[] data)
    {
        using var peer = new SmtpPeer(port);
        peer.Begin();
        var watch = Stopwatch.StartNew();
        peer.Stream(data);
        return watch.Elapsed.TotalSeconds;
    }

    private static void Latency(string what, int sinkPort, int programPort, bool ofItsOwn)
    {
        var direct = Times(sinkPort, ofItsOwn);
        var through = Times(programPort, ofItsOwn);
        Table.Row(
            $"{what}: median and p99, direct; through",
            $"{At(direct, 50):0.00}, {At(direct, 99):0.00}; {At(through, 50):0.00}, {At(through, 99):0.00} ms", "median < 2 ms");
    }

    private static double[] Times(int port, bool ofItsOwn)
    {
        const int WarmUp = 1000;
        const int Measured = 3000;
        var data = SmtpPeer.MailData(Small);
        var took = new double[Measured];
        var kept = new SmtpPeer(port);
        for (var i = -WarmUp; i < Measured; i++)
        {
            var watch = Stopwatch.StartNew();
            if (ofItsOwn)
            {
                using var peer = new SmtpPeer(port);
                peer.Send(data);
                peer.Quit();
            }
            else
            {
                kept.Send(data);
            }

            if (i >= 0)
                took[i] = watch.Elapsed.TotalMilliseconds;
        }

        kept.Dispose();
        return [.. took.Order()];
    }

    private static void Memory(Sink sink, MeasuredProgram program, int sessions)
    {
        var data = SmtpPeer.MailData(Large);
        var peers = Enumerable.Range(0, sessions).Select(_ => new SmtpPeer(program.Port)).ToArray();
        var before = program.ResidentKilobytes();
        long sent = 0;
        sink.Hold();
        var clients = peers.Select(peer => new Thread(() =>
        {
            peer.Begin();
            peer.Stream(data, piece => Interlocked.Add(ref sent, piece));
        })).ToArray();
        foreach (var client in clients)
            client.Start();
        WaitUntilStill(() => Interlocked.Read(ref sent));
        Table.Row($"memory a session, {sessions} sessions whose mail the backend does not read", $"{PerSession(program.ResidentKilobytes())} KB", "< 256 KB");

        sink.Release();
        var most = 0;
        while (Array.Exists(clients, client => client.IsAlive))
        {
            most = Math.Max(most, program.ResidentKilobytes());
            Thread.Sleep(20);
        }

        Table.Row($"memory a session, {sessions} sessions that send 50 MB each at once, the most", $"{PerSession(most)} KB", "< 256 KB");
        foreach (var peer in peers)
            peer.Dispose();

        int PerSession(int resident) => (resident - before) / sessions;
    }

    // Nothing more is taken from anybody for a while: every buffer on the way is full.
    private static void WaitUntilStill(Func<long> progress)
    {
        for (var (last, still) = (-1L, 0); still < 20; still++)
        {
            Thread.Sleep(100);
            var now = progress();
            if (now != last)
                still = 0;
            last = now;
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double At(double[] ordered, int percent) => ordered[ordered.Length * percent / 100];
}
