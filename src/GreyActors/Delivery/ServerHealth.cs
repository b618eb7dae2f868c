using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Delivery;

/// <summary>The health of a backend, from the results of relays and probes: a circuit breaker as a pure value.</summary>
/// <param name="Condition">Up, suspect or down.</param>
/// <param name="Since">The start of this condition.</param>
/// <param name="Why">The last failure; empty while the server is up.</param>
/// <param name="Failures">The number of consecutive failures of the whole server.</param>
/// <param name="IsSlow">Whether the last failure took so long that no client should wait for the next.</param>
/// <param name="Addresses">The addresses of its name, in the order of attempts while all work.</param>
/// <param name="Failing">The addresses that failed at their last attempt.</param>
public sealed record ServerHealth(
    ServerCondition Condition,
    DateTimeOffset Since,
    string Why,
    int Failures,
    bool IsSlow,
    ImmutableArray<EndPoint> Addresses,
    ImmutableHashSet<EndPoint> Failing)
{
    /// <summary>The number of consecutive failures after which a server is down. A restart causes one or two; with one probe per second this takes seconds.</summary>
    public const int Enough = 3;

    /// <summary>A failure that takes longer is too slow to be repeated with a waiting client.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

    // A name with more addresses is an error, and each address may cost a client half a minute.
    private const int MaxAddresses = 16;

    /// <summary>The state of an unknown server, which is presumed up.</summary>
    public static ServerHealth Unknown(DateTimeOffset now, params ImmutableArray<EndPoint> addresses) =>
        new(ServerCondition.Up, now, "", 0, IsSlow: false, addresses, []);

    /// <summary>The addresses in the order of attempts: failed ones come last.</summary>
    public IEnumerable<EndPoint> InOrder => Addresses.Where(address => !Failing.Contains(address)).Concat(Addresses.Where(Failing.Contains));

    /// <summary>Applies a look-up. Resolvers rotate the same addresses, so their order here does not change.</summary>
    public ServerHealth Resolved(IEnumerable<EndPoint> addresses)
    {
        ImmutableArray<EndPoint> found = [.. addresses.Distinct().Take(MaxAddresses)];
        return found.Length == Addresses.Length && found.All(address => Addresses.Contains(address))
            ? this
            : this with { Addresses = found, Failing = Failing.Intersect(found) };
    }

    /// <summary>Records a success at an address.</summary>
    public ServerHealth Worked(EndPoint address, DateTimeOffset now) => (Condition == ServerCondition.Up ? this : this with { Condition = ServerCondition.Up, Since = now }) with
    {
        Why = "",
        Failures = 0,
        IsSlow = false,
        Failing = Failing.Remove(address),
    };

    /// <summary>Records a failed probe of an address; the others are tried before it from now on.</summary>
    public ServerHealth AddressFailed(EndPoint address) => Addresses.Contains(address) ? this with { Failing = Failing.Add(address) } : this;

    /// <summary>Records a failed relay at an address. The server is up while another address works.</summary>
    public ServerHealth RelayFailed(EndPoint address, string why, TimeSpan took, DateTimeOffset now)
    {
        var next = AddressFailed(address);
        return Addresses.Contains(address) && next.Failing.Count == Addresses.Length ? next.Failed(why, took, now) : next;
    }

    /// <summary>Records a failure of all addresses.</summary>
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

/// <summary>The condition of a backend.</summary>
public enum ServerCondition
{
    /// <summary>The backend answers.</summary>
    Up,

    /// <summary>The backend failed and is being probed; relays still try it in its turn.</summary>
    Suspect,

    /// <summary>The backend failed several times in a row; relays skip it until a probe succeeds.</summary>
    Down,
}
