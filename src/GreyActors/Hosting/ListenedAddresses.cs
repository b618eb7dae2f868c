using Akka.Actor;
using GreyActors.Components;
using GreyActors.Net;

namespace GreyActors.Hosting;

/// <summary>The addresses of <c>listen</c> that are open, and the reasons why the others are not.</summary>
/// <remarks>The service works as long as one address is open. The others are in the log and in <c>/readyz</c>.</remarks>
/// <param name="count">The number of listeners.</param>
internal sealed class ListenedAddresses(int count)
{
    private readonly Dictionary<IActorRef, ListenerEvent.Refused> _refused = [];
    private readonly HashSet<IActorRef> _listening = [];

    /// <summary>Whether no address can be opened.</summary>
    public bool AllAreRefused => _refused.Count == count;

    /// <summary>A listener has opened its address.</summary>
    public void Record(IActorRef listener)
    {
        _refused.Remove(listener);
        _listening.Add(listener);
    }

    /// <summary>A listener cannot open its address.</summary>
    public void Record(IActorRef listener, ListenerEvent.Refused refused) => _refused[listener] = refused;

    /// <summary>
    /// The check <c>listeners</c>: at least one address is open and no other is still being opened. The check <c>addresses</c>: all are open.
    /// </summary>
    /// <remarks>If the kernel has no IPv6, an IPv6 address is named but does not fail the check: no client could reach it.</remarks>
    public Readiness ToReadiness() => Readiness.Of(
        new ReadinessCheck("listeners", _listening.Count > 0 && _listening.Count + _refused.Count == count, $"{_listening.Count} of {count} addresses open"),
        new ReadinessCheck("addresses", _refused.Values.All(refused => refused.FamilyIsMissing), InWords()));

    private string InWords() => _refused.Count == 0
        ? "no address of listen failed"
        : string.Join("; ", _refused.Values.Select(refused => $"{refused.Address}: {refused.Why}"));
}
