using Akka.Actor;
using GreyActors.Components;

namespace GreyActors.Tests.Introspection;

/// <summary>A component with children that enters a behaviour on request.</summary>
internal sealed class Walker : Component
{
    private readonly string[] _children;

    private Walker(Nameplate nameplate, string[] children)
        : base(nameplate)
    {
        nameplate.About = "a walker";
        _children = children;
    }

    public static Props Props(params string[] children) => PropsOf(nameplate => new Walker(nameplate, children));

    protected override void PreStart()
    {
        foreach (var child in _children)
            Context.ActorOf(Props(), child);
        Enter(Resting);
    }

    private void Resting(object message)
    {
        switch (message)
        {
            case ManualResetEventSlim gate:
                Enter(Walking(gate));
                Self.Tell("walk");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private static UntypedReceive Walking(ManualResetEventSlim gate) => _ => gate.Wait();
}

/// <summary>An actor without a nameplate.</summary>
internal sealed class Stranger : UntypedActor
{
    protected override void OnReceive(object message) => Unhandled(message);
}
