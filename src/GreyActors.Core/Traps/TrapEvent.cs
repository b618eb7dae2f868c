using System.Net;

namespace GreyActors.Core.Traps;

/// <summary>A change of the trapped clients. It contains the full state of its client, so that applying it twice changes nothing.</summary>
public abstract record TrapEvent
{
    private TrapEvent()
    {
    }

    /// <summary>A client sent mail to a spam trap.</summary>
    public sealed record Trapped(TrappedClient Client) : TrapEvent;

    /// <summary>An operator released a client.</summary>
    public sealed record Released(IPNetwork Network) : TrapEvent;
}
