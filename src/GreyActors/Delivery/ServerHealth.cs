using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Delivery;

/// <summary>How a backend is, as far as relays and probes have told: a circuit breaker as a pure value.</summary>
/// <param name="Condition">Up, suspect or down.</param>
/// <param name="Since">When it came into this condition.</param>
/// <param name="Why">What failed last; empty while it is up.</param>
/// <param name="Failures">Failures in a row, of the whole server.</param>
/// <param name="IsSlow">The last failure took long: nobody should wait for the next.</param>
/// <param name="Addresses">What its name stands for, in the order in which they are tried while all are well.</param>
/// <param name="Failing">Those that failed when they were last tried.</param>
public sealed record ServerHealth(
    ServerCondition Condition,
    DateTimeOffset Since,
    string Why,
    int Failures,
    bool IsSlow,
    ImmutableArray<IPAddress> Addresses,
    ImmutableHashSet<IPAddress> Failing)
{
    /// <summary>Failures in a row that make it down. A restart of a mail server fails one or two; with a probe a second it is known within seconds.</summary>
    public const int Enough = 3;

    /// <summary>What takes longer than this is a wait for the client, and not worth another.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

    // A name that stands for more is a mistake, and each of them may cost a client half a minute.
    private const int MaxAddresses = 16;

    /// <summary>A server of which nothing is known is presumed to be well.</summary>
    public static ServerHealth Unknown(DateTimeOffset now, params ImmutableArray<IPAddress> addresses) =>
        new(ServerCondition.Up, now, "", 0, IsSlow: false, addresses, []);

    /// <summary>The addresses in the order in which they are to be tried: those that failed are the last.</summary>
    public IEnumerable<IPAddress> InOrder => Addresses.Where(address => !Failing.Contains(address)).Concat(Addresses.Where(Failing.Contains));

    /// <summary>The name was looked up. Resolvers give the same addresses in turns; their order is not changed for that.</summary>
    public ServerHealth Resolved(IEnumerable<IPAddress> addresses)
    {
        ImmutableArray<IPAddress> found = [.. addresses.Distinct().Take(MaxAddresses)];
        return found.Length == Addresses.Length && found.All(address => Addresses.Contains(address))
            ? this
            : this with { Addresses = found, Failing = Failing.Intersect(found) };
    }

    /// <summary>It took a mail, or answered a probe, at this address.</summary>
    public ServerHealth Worked(IPAddress address, DateTimeOffset now) => (Condition == ServerCondition.Up ? this : this with { Condition = ServerCondition.Up, Since = now }) with
    {
        Why = "",
        Failures = 0,
        IsSlow = false,
        Failing = Failing.Remove(address),
    };

    /// <summary>This address did not answer; the others are tried before it from now on.</summary>
    public ServerHealth AddressFailed(IPAddress address) => Addresses.Contains(address) ? this with { Failing = Failing.Add(address) } : this;

    /// <summary>A relay failed at this address. While another one is well the server is, too.</summary>
    public ServerHealth RelayFailed(IPAddress address, string why, TimeSpan took, DateTimeOffset now)
    {
        var next = AddressFailed(address);
        return Addresses.Contains(address) && next.Failing.Count == Addresses.Length ? next.Failed(why, took, now) : next;
    }

    /// <summary>Nothing of it answered.</summary>
    public ServerHealth Failed(string why, TimeSpan took, DateTimeOffset now)
    {
        var failures = Math.Min(Failures + 1, Enough);
        var condition = failures < Enough ? ServerCondition.Suspect : ServerCondition.Down;
        return this with
        {
            Condition = condition,
            Since = condition == Condition ? Since : now,
            Why = why,
            Failures = failures,
            IsSlow = took >= Slow,
        };
    }
}

/// <summary>How a backend is.</summary>
public enum ServerCondition
{
    /// <summary>It answers.</summary>
    Up,

    /// <summary>It failed, and is asked what is the matter; relays go on trying it in its turn.</summary>
    Suspect,

    /// <summary>It failed several times in a row: relays pass it by until a probe succeeds.</summary>
    Down,
}
