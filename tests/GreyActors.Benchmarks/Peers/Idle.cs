namespace GreyActors.Benchmarks.Peers;

/// <summary>Clients that connect, say EHLO, and then nothing: what they take of memory. Each peer is fresh, for one that was busy has memory to spare.</summary>
internal static class Idle
{
    private const int OctetsInMegabyte = 1 << 20;
    private const int Few = 500;
    private const int Many = 10_000;
    private const int ComePerSecond = 2500;
    private const int ServedPerSecond = 500;
    private const int ServedFor = 6;

    public static IReadOnlyList<MeasuredIdle> Measure(LoadClient clients, string folder, string program, int relayPort, PeersOptions options)
    {
        Console.Error.WriteLine("idle clients");
        var measured = new List<MeasuredIdle>();
        using (var greyActors = new GreyActorsPeer(LineUp.Ours, folder, program, relayPort, more: $"limits.max-connections = {Many + 3_000}"))
            measured.AddRange(Measure(clients, greyActors, options));
        using (var postfix = new PostfixPeer(folder, relayPort))
            measured.AddRange(Measure(clients, postfix, options));
        using (var responder = new LineResponderPeer(folder))
            measured.AddRange(Measure(clients, responder, options));
        using (var sink = new SmtpSinkPeer(LineUp.Sink, folder, defers: true))
            measured.AddRange(Measure(clients, sink, options));
        return measured;
    }

    private static IEnumerable<MeasuredIdle> Measure(LoadClient clients, Peer peer, PeersOptions options)
    {
        clients.Run(peer.Port, new LoadPlan(100, options.WarmUp, 0));
        yield return Hold(clients, peer, Few);
        if (peer.MaxClients >= Many)
            yield return Hold(clients, peer, Many);
    }

    /// <summary>Holds idle clients, and measures the memory before and with them.</summary>
    public static MeasuredIdle Hold(LoadClient clients, Peer peer, int idle, ProxiedClients? proxied = null)
    {
        var allThere = TimeSpan.FromSeconds((double)idle / ComePerSecond) + TimeSpan.FromSeconds(2);
        var before = Megabytes(peer);
        using var holding = clients.Begin(peer.Port, new LoadPlan(idle, idle, 0, PerSecond: ComePerSecond, Hold: (int)allThere.TotalSeconds + ServedFor + 4) { Proxied = proxied });
        Thread.Sleep(allThere);
        var with = Megabytes(peer);
        var served = idle < Many ? null : clients.Run(peer.Port, new LoadPlan(2000, ServedPerSecond * ServedFor, 10_000_000, PerSecond: ServedPerSecond) { Proxied = proxied });
        return new MeasuredIdle(peer.Name, idle, before, with, served, holding.Result().Failed);
    }

    private static double Megabytes(Peer peer) => (double)peer.Processes.Memory / OctetsInMegabyte;
}
