using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace GreyActors.Reputation;

/// <summary>The queries that wait for a place in flight: a queue for each client network. The networks take turns.</summary>
/// <remarks>
/// A client can name domains whose name servers are silent, and each such query holds its place for seconds. A network therefore gets a share of the
/// places. When the queues are full, a network with a short queue displaces the oldest query of the longest one. A query that several networks need waits
/// in the queue of each of them, because its first one may be full of slow queries.
/// </remarks>
internal sealed class QueryTurns
{
    /// <summary>The maximum number of entries in all queues.</summary>
    public const int MaxWaiting = 2048;

    // The fraction of the places in flight that one network may have.
    private const int Share = 4;

    private readonly Dictionary<IPNetwork, Line> _lines = [];
    private readonly Dictionary<DnsQuery, Line> _sent = [];

    // The lines that wait and have not used up their share.
    private readonly Queue<Line> _turns = new();

    /// <summary>The number of entries in all queues.</summary>
    public int Waiting { get; private set; }

    /// <summary>The number of queries that have a place.</summary>
    public int InFlight => _sent.Count;

    /// <summary>Adds a query to the queue of a network, unless it is there already; false if there is no room.</summary>
    /// <param name="query">The query.</param>
    /// <param name="network">The network.</param>
    /// <param name="displaced">A query that has lost its only place in a queue.</param>
    public bool TryAdd(DnsQuery query, IPNetwork network, out DnsQuery? displaced)
    {
        displaced = null;
        if (query.Networks.Contains(network))
            return true;
        var line = _lines.GetValueOrDefault(network) ?? new Line(network);
        if (Waiting >= MaxWaiting && !TryDisplace(line.Waiting.Count + 1, out displaced))
            return false;
        _lines[network] = line;
        query.Networks.Add(network);
        line.Waiting.Enqueue(query);
        Waiting++;
        AwaitTurn(line);
        return true;
    }

    /// <summary>Gives a place to the next query.</summary>
    /// <param name="places">The number of places.</param>
    /// <param name="query">The query.</param>
    /// <returns>False if no place is free, or none for the networks that wait.</returns>
    public bool TryTake(int places, [NotNullWhen(true)] out DnsQuery? query)
    {
        while (InFlight < places && _turns.TryDequeue(out var line))
        {
            line.IsInTurns = false;
            if (line.InFlight >= Math.Max(1, places / Share))
                continue;
            query = line.Waiting.Dequeue();
            Waiting--;
            AwaitTurn(line);
            // Another network's turn may have come first.
            if (query.IsSent)
            {
                Forget(line);
                continue;
            }

            line.InFlight++;
            _sent.Add(query, line);
            return true;
        }

        query = null;
        return false;
    }

    /// <summary>Frees the place of a query; false if it has none.</summary>
    public bool Leave(DnsQuery query)
    {
        if (!_sent.Remove(query, out var line))
            return false;
        line.InFlight--;
        AwaitTurn(line);
        Forget(line);
        return true;
    }

    /// <summary>Empties the queues.</summary>
    /// <returns>The queries that have waited and have no place.</returns>
    public IReadOnlyCollection<DnsQuery> Clear()
    {
        var waiting = new HashSet<DnsQuery>();
        foreach (var line in _lines.Values)
        {
            while (line.Waiting.TryDequeue(out var query))
            {
                if (!query.IsSent)
                    waiting.Add(query);
            }

            line.IsInTurns = false;
            Forget(line);
        }

        _turns.Clear();
        Waiting = 0;
        return waiting;
    }

    // The queues are full only under attack, so the search for the longest one is rare.
    private bool TryDisplace(int length, out DnsQuery? displaced)
    {
        displaced = null;
        if (_lines.Values.MaxBy(line => line.Waiting.Count) is not { } longest || longest.Waiting.Count <= length)
            return false;
        var oldest = longest.Waiting.Dequeue();
        Waiting--;
        displaced = oldest is { IsSent: false, Networks.Count: 1 } ? oldest : null;
        return true;
    }

    private void AwaitTurn(Line line)
    {
        if (line.IsInTurns || line.Waiting.Count == 0)
            return;
        line.IsInTurns = true;
        _turns.Enqueue(line);
    }

    private void Forget(Line line)
    {
        if (line.InFlight == 0 && line.Waiting.Count == 0)
            _lines.Remove(line.Network);
    }

    private sealed class Line(IPNetwork network)
    {
        public IPNetwork Network { get; } = network;

        public Queue<DnsQuery> Waiting { get; } = new();

        public int InFlight { get; set; }

        public bool IsInTurns { get; set; }
    }
}
