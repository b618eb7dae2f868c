using System.Globalization;

namespace GreyActors.Benchmarks.Peers;

/// <summary>Plays the same sessions against each of several peers, in rounds and in alternating order, so that whatever else the machine does meets all of them.</summary>
internal sealed class Rounds(LoadClient clients, int rounds)
{
    private const int OctetsInMegabyte = 1 << 20;

    private readonly List<Measured> _measured = [];

    /// <summary>The medians of what was measured so far, in the order of the cases.</summary>
    public IReadOnlyList<Measured> Results =>
        [.. _measured.GroupBy(one => (one.Case, one.Peer, one.Concurrency)).Select(group => Measured.Of([.. group]))];

    /// <summary>How often each case is played.</summary>
    public int Number => rounds;

    /// <summary>Everything that was measured so far, in the order of the rounds.</summary>
    public IReadOnlyList<Measured> All => _measured;

    /// <summary>Plays one case.</summary>
    /// <param name="name">Its name in the tables.</param>
    /// <param name="peers">Who takes part, as long as they can hold all clients: what others cost would be the cost of their queue.</param>
    /// <param name="plan">The sessions of the first round; those of the next have the next triplets.</param>
    public void Play(string name, IReadOnlyList<Peer> peers, LoadPlan plan)
    {
        var able = peers.Where(peer => peer.MaxClients >= plan.Concurrency).ToList();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var peer in round % 2 == 0 ? able : Enumerable.Reverse(able))
                Add(Play(name, peer, plan.Later(round)));
        }
    }

    // Printed at once, so that a run that is stopped has results.
    private void Add(Measured one)
    {
        _measured.Add(one);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Case}, {one.Concurrency} clients, {one.Peer}: {one.CpuMilliseconds:0.000} ms CPU, p50 {one.Median:0.0} ms, p99 {one.P99:0.0} ms, {one.PerSecond:0}/s, {one.PeakMegabytes:0} MB, {one.Failed} failed"));
    }

    private Measured Play(string name, Peer peer, LoadPlan plan)
    {
        using var memory = new PeakMemory(peer.Processes);
        var before = peer.Processes.ProcessorTime;
        var result = clients.Run(peer.Port, plan);
        var took = peer.Processes.ProcessorTime - before;
        var expected = peer.IsGreylisting ? name.StartsWith(PeersBenchmark.Deferral, StringComparison.Ordinal) : peer.Defers;
        var asExpected = Math.Min(expected ? result.Deferred : result.Delivered, result.Sessions);
        return new Measured(
            name,
            peer.Name,
            plan.Concurrency,
            plan.Sessions,
            took.Total.TotalMilliseconds / plan.Sessions,
            took.System.TotalMilliseconds / plan.Sessions,
            result.PerSecond,
            result.Median,
            result.P99,
            (double)memory.Bytes / OctetsInMegabyte,
            Math.Max(plan.Sessions - asExpected, result.Failed));
    }

    private sealed class PeakMemory : IDisposable
    {
        private readonly ProcessGroup _processes;
        private readonly Timer _timer;
        private long _bytes;

        public PeakMemory(ProcessGroup processes)
        {
            _processes = processes;
            _timer = new Timer(_ => Look(), null, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(1));
        }

        public long Bytes
        {
            get
            {
                Look();
                return Interlocked.Read(ref _bytes);
            }
        }

        public void Dispose() => _timer.Dispose();

        private void Look() => Interlocked.Exchange(ref _bytes, Math.Max(Interlocked.Read(ref _bytes), _processes.Memory));
    }
}
