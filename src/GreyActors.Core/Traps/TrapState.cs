using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Core.Traps;

/// <summary>The trapped clients, in the order of their last mail to a trap. Of too many, those with the oldest mail are forgotten.</summary>
/// <remarks>One thread changes it; <see cref="TrappedClients"/> lets others search its index.</remarks>
public sealed class TrapState
{
    /// <summary>The maximum of trapped clients: about 25 MB.</summary>
    public const int Most = 100_000;

    private readonly int _most;
    private readonly LinkedList<NumberedClient> _inOrder = [];
    private long _number;

    /// <summary>A state without clients.</summary>
    public TrapState(int most = Most) => _most = most;

    /// <summary>The number of clients.</summary>
    public int Count => _inOrder.Count;

    /// <summary>The clients by network. A node never changes after it was added.</summary>
    internal ConcurrentDictionary<IPNetwork, LinkedListNode<NumberedClient>> Index { get; } = [];

    /// <summary>The entry of a network, expired or not.</summary>
    public TrappedClient? Find(IPNetwork network) => Index.TryGetValue(network, out var node) ? node.Value.Client : null;

    /// <summary>Applies an event, in the same way after a decision and at a replay.</summary>
    /// <returns>The number of other clients that are forgotten because there are too many.</returns>
    public int Apply(TrapEvent happened)
    {
        switch (happened)
        {
            case TrapEvent.Trapped trapped:
                return Add(trapped.Client);
            case TrapEvent.Released released:
                Remove(released.Network);
                return 0;
            default:
                throw new ArgumentException($"{happened.GetType()} is unknown.", nameof(happened));
        }
    }

    /// <summary>Loads a snapshot.</summary>
    public void Restore(TrapSnapshot snapshot)
    {
        foreach (var client in snapshot.Clients)
            Add(client);
    }

    /// <summary>The clients, as later events do not change them.</summary>
    public TrapSnapshot TakeSnapshot() => new([.. _inOrder.Select(numbered => numbered.Client)]);

    /// <summary>Forgets clients whose time is over.</summary>
    /// <returns>Their number.</returns>
    public int Expire(TimeSpan lifetime, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        TrappedClient[] over = [.. _inOrder.Select(numbered => numbered.Client).Where(client => client.EndAfter(lifetime) <= at)];
        foreach (var client in over)
            Remove(client.Network);
        return over.Length;
    }

    /// <summary>A page of clients whose time is not over, those with the newest mail first.</summary>
    /// <param name="most">The size of the page.</param>
    /// <param name="before">The <see cref="TrapPage.Next"/> of the previous page; null for the first.</param>
    public TrapPage List(int most, long? before, TimeSpan lifetime, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        var page = ImmutableArray.CreateBuilder<TrappedClient>();
        for (var node = _inOrder.Last; node is not null; node = node.Previous)
        {
            var (number, client) = node.Value;
            if (number >= before || client.EndAfter(lifetime) <= at)
                continue;
            if (page.Count == most)
                return new TrapPage(page.ToImmutable(), Count, number + 1);
            page.Add(client);
        }

        return new TrapPage(page.ToImmutable(), Count, null);
    }

    /// <summary>The clients that were added after another one, the earliest first.</summary>
    /// <param name="after">The number of that client; <see cref="TrapCopy.Nothing"/> for all.</param>
    /// <param name="most">The largest number of clients.</param>
    /// <param name="epoch">The epoch of the state.</param>
    public TrapChanges ChangesAfter(long after, int most, long epoch)
    {
        var node = _inOrder.Last;
        // Nearly always, there is little to go back.
        while (node?.Previous is { } previous && previous.Value.Number > after)
            node = previous;
        var (clients, last) = (ImmutableArray.CreateBuilder<TrappedClient>(), after);
        for (; node is not null; node = node.Next)
        {
            if (node.Value.Number <= after)
                continue;
            if (clients.Count == most)
                return new TrapChanges(epoch, after, clients.ToImmutable(), last, IsComplete: false);
            clients.Add(node.Value.Client);
            last = node.Value.Number;
        }

        return new TrapChanges(epoch, after, clients.ToImmutable(), last, IsComplete: true);
    }

    private int Add(TrappedClient client)
    {
        var node = new LinkedListNode<NumberedClient>(new NumberedClient(_number++, client));
        if (Index.TryGetValue(client.Network, out var before))
            _inOrder.Remove(before);
        _inOrder.AddLast(node);
        Index[client.Network] = node;
        if (Count <= _most)
            return 0;
        Remove(_inOrder.First!.Value.Client.Network);
        return 1;
    }

    private void Remove(IPNetwork network)
    {
        if (Index.TryRemove(network, out var node))
            _inOrder.Remove(node);
    }
}

/// <summary>A client with its position in the order.</summary>
internal readonly record struct NumberedClient(long Number, TrappedClient Client);

/// <summary>A page of trapped clients.</summary>
/// <param name="Count">The number of all trapped clients.</param>
/// <param name="Next">The place where the list continues; null after the last page.</param>
public sealed record TrapPage(ImmutableArray<TrappedClient> Clients, int Count, long? Next);
