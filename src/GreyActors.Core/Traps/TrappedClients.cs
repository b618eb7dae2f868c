using System.Collections.Concurrent;
using System.Net;

namespace GreyActors.Core.Traps;

/// <summary>The trapped clients as other threads see them: each judge searches here, without a message.</summary>
public sealed class TrappedClients
{
    // A copy is brought up to date each second. Further clients are found a second later.
    private const int MostAdded = 1000;

    private volatile TrapState? _state;
    private volatile bool _isCopy;
    private volatile ConcurrentDictionary<IPNetwork, TrapNote> _added = [];
    private volatile ConcurrentDictionary<IPNetwork, TrapNote> _addedBefore = [];

    /// <summary>Shows this state, and its later changes, from now on. The previous one is shown until then: after a failure of the store, no trapped client passes.</summary>
    public void Publish(TrapState state) => _state = state;

    /// <summary>Shows a copy of the state of another machine, as <see cref="Publish"/>. It lags, so judges add the clients that they trap.</summary>
    public void PublishCopy(TrapState state) => (_state, _isCopy) = (state, true);

    /// <summary>A client is trapped, durably: it is found from now on although the copy does not contain it yet.</summary>
    public void Add(IPAddress client, TrapNote note)
    {
        if (_isCopy && _added.Count < MostAdded)
            _added[TrappedClient.NetworkOf(client)] = note;
    }

    /// <summary>The copy was brought up to date: it contains the clients that judges added before the update before this one.</summary>
    public void ForgetAdded() => (_addedBefore, _added) = (_added, []);

    /// <summary>Why and for how long a client is trapped; null if it is not.</summary>
    public TrapNote? Find(IPAddress client, TimeSpan lifetime, DateTimeOffset now) =>
        _state is { } state && (!state.Index.IsEmpty || (_isCopy && !(_added.IsEmpty && _addedBefore.IsEmpty)))
            ? Find(state, TrappedClient.NetworkOf(client), lifetime, now)
            : null;

    private TrapNote? Find(TrapState state, IPNetwork network, TimeSpan lifetime, DateTimeOffset now)
    {
        if (state.Find(network) is { } trapped && trapped.EndAfter(lifetime) > now.ToUnixTimeMilliseconds())
            return trapped.NoteFor(lifetime);
        return (_added.TryGetValue(network, out var note) || _addedBefore.TryGetValue(network, out note)) && note.Until > now ? note : null;
    }
}
