namespace GreyActors.Benchmarks.Peers;

/// <summary>Everybody who takes part, running.</summary>
internal sealed class LineUp : IDisposable
{
    /// <summary>Our own name in the tables.</summary>
    public const string Ours = "GreyActors";

    /// <summary>That of the peer that people run today.</summary>
    public const string Postfix = "Postfix+postgrey";

    /// <summary>That of the floor, without a relay behind it.</summary>
    public const string Sink = "smtp-sink";

    private readonly Peer _greyActors;
    private readonly Peer _postfix;
    private readonly Peer _responder;
    private readonly Peer _deferringSink;
    private readonly Peer _takingSink;

    public LineUp(string folder, string program, int relayPort)
    {
        _greyActors = new GreyActorsPeer(Ours, folder, program, relayPort);
        _postfix = new PostfixPeer(folder, relayPort);
        _responder = new LineResponderPeer(folder);
        _deferringSink = new SmtpSinkPeer(Sink, Directory.CreateDirectory(Path.Combine(folder, "defers")).FullName, defers: true);
        _takingSink = new SmtpSinkPeer(Sink, Directory.CreateDirectory(Path.Combine(folder, "takes")).FullName, defers: false);
    }

    /// <summary>Those that defer what they do not know, or everything.</summary>
    public IReadOnlyList<Peer> Deferring => [_greyActors, _postfix, _responder, _deferringSink];

    /// <summary>Those that know triplets.</summary>
    public IReadOnlyList<Peer> Greylisting => [_greyActors, _postfix];

    /// <summary>Those that take mail: the last for itself, the others for the sink behind them.</summary>
    public IReadOnlyList<Peer> Relaying => [_greyActors, _postfix, _takingSink];

    /// <summary>Brings everybody to the state in which a server is after its first minutes: compiled, forked, with its files open.</summary>
    public void WarmUp(LoadClient clients, int sessions)
    {
        Console.Error.WriteLine("warming up");
        foreach (var peer in Deferring)
            clients.Run(peer.Port, PlanFor(peer));
        Thread.Sleep(TimeSpan.FromSeconds(PeersBenchmark.Delay + 1));
        foreach (var peer in Relaying)
        {
            clients.Run(peer.Port, PlanFor(peer));
            clients.Run(peer.Port, PlanFor(peer));
        }

        // What is in C or Perl is as fast at its first session as it will be; .NET compiles twice what it runs often.
        LoadPlan PlanFor(Peer peer) => new(100, peer is GreyActorsPeer or LineResponderPeer ? sessions : Math.Min(sessions, 2000), 0);
    }

    public void Dispose()
    {
        foreach (var peer in (Peer[])[_greyActors, _postfix, _responder, _deferringSink, _takingSink])
            peer.Dispose();
    }
}
