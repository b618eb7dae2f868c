using Akka.Actor;
using GreyActors.Components;
using GreyActors.Net;

namespace GreyActors.Hosting;

/// <summary>Which of the addresses of <c>listen</c> are listened on, and why the others are not.</summary>
/// <remarks>The service works as long as one of them is listened on. The others are in the log and in <c>/readyz</c>.</remarks>
/// <param name="count">The number of listeners.</param>
internal sealed class ListenedAddresses(int count)
{
    private readonly Dictionary<IActorRef, ListenerEvent.Refused> _refused = [];
    private readonly HashSet<IActorRef> _listening = [];

    /// <summary>No address can be listened on.</summary>
    public bool AllAreRefused => _refused.Count == count;

    /// <summary>A listener listens.</summary>
    public void Listens(IActorRef listener)
    {
        _refused.Remove(listener);
        _listening.Add(listener);
    }

    /// <summary>A listener cannot listen.</summary>
    public void Refuse(IActorRef listener, ListenerEvent.Refused refused) => _refused[listener] = refused;

    /// <summary>
    /// The check <c>listeners</c>: at least one listens and no other is still about to. The check <c>addresses</c>: clients reach all of them.
    /// </summary>
    /// <remarks>Where the kernel has no IPv6, no client could come to such an address: it is named, and everything is well.</remarks>
    public Readiness ToReadiness() => Readiness.Of(
        new ReadinessCheck("listeners", _listening.Count > 0 && _listening.Count + _refused.Count == count, $"{_listening.Count} of {count} listen"),
        new ReadinessCheck("addresses", _refused.Values.All(refused => refused.FamilyIsMissing), InWords()));

    private string InWords() => _refused.Count == 0
        ? "no address of listen was refused"
        : string.Join("; ", _refused.Values.Select(refused => $"{refused.Address}: {refused.Why}"));
}
