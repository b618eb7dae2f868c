using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Net;

/// <summary>The limits for one client network.</summary>
/// <param name="AtOnce">Open connections; 0: no limit.</param>
/// <param name="PerMinute">New connections per minute; 0: no limit.</param>
/// <param name="Ipv4Prefix">The prefix length of an IPv4 network.</param>
/// <param name="Ipv6Prefix">The prefix length of an IPv6 network.</param>
public sealed record ClientLimits(int AtOnce, int PerMinute, int Ipv4Prefix, int Ipv6Prefix);

/// <summary>Counts the connections of each client network and decides which new ones exceed a limit. Time is an argument.</summary>
/// <remarks>
/// Memory is bounded by the number of open connections and, with a rate limit, of networks that connected within the last minute, at most
/// <see cref="MaxNetworks"/>. Beyond that, networks without a connection are forgotten first, in favour of the clients.
/// </remarks>
public sealed class ConnectionLedger(ClientLimits limits)
{
    /// <summary>The maximum number of networks kept.</summary>
    public const int MaxNetworks = 100_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<IPNetwork, Account> _accounts = [];

    /// <summary>The number of networks kept.</summary>
    public int Networks => _accounts.Count;

    /// <summary>Counts a new connection, or returns the limit that it exceeds.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="now">The time of a monotonic clock.</param>
    public Admission Admit(IPAddress client, TimeSpan now)
    {
        if (limits is { AtOnce: 0, PerMinute: 0 })
            return Admission.Admitted;
        var network = NetworkOf(client);
        var account = _accounts.GetValueOrDefault(network);
        if (now - account.Minute >= Minute)
            account = account with { Minute = now, Came = 0 };
        if (limits.AtOnce > 0 && account.Open >= limits.AtOnce)
            return Admission.TooManyAtOnce;
        if (limits.PerMinute > 0 && account.Came >= limits.PerMinute)
            return Admission.TooManyPerMinute;
        if (_accounts.Count >= MaxNetworks && !_accounts.ContainsKey(network))
            Forget(now, always: true);
        _accounts[network] = account with { Open = account.Open + 1, Came = account.Came + 1 };
        return Admission.Admitted;
    }

    /// <summary>Counts the end of an admitted connection.</summary>
    public void Leave(IPAddress client, TimeSpan now)
    {
        var network = NetworkOf(client);
        if (!_accounts.TryGetValue(network, out var account))
            return;
        account = account with { Open = account.Open - 1 };
        if (account.Open == 0 && (limits.PerMinute == 0 || now - account.Minute >= Minute))
            _accounts.Remove(network);
        else
            _accounts[network] = account;
    }

    /// <summary>A ledger of the same clients with other limits. All connected clients stay and are counted, even beyond the new limits.</summary>
    /// <param name="next">The new limits.</param>
    /// <param name="present">The connected clients that are counted.</param>
    public ConnectionLedger Under(ClientLimits next, IEnumerable<IPAddress> present)
    {
        var ledger = new ConnectionLedger(next);
        // The counts of the current minute stay valid if the prefix lengths have not changed.
        if (next.PerMinute > 0 && (next.Ipv4Prefix, next.Ipv6Prefix) == (limits.Ipv4Prefix, limits.Ipv6Prefix))
        {
            foreach (var (network, account) in _accounts)
                ledger._accounts.Add(network, account with { Open = 0 });
        }

        foreach (var network in present.Select(ledger.NetworkOf))
        {
            var account = ledger._accounts.GetValueOrDefault(network);
            ledger._accounts[network] = account with { Open = account.Open + 1 };
        }

        return ledger;
    }

    /// <summary>Forgets networks without a connection, now or within the last minute.</summary>
    public void Forget(TimeSpan now) => Forget(now, always: false);

    private void Forget(TimeSpan now, bool always)
    {
        foreach (var (network, account) in _accounts)
        {
            if (account.Open == 0 && (always || now - account.Minute >= Minute))
                _accounts.Remove(network);
        }
    }

    private IPNetwork NetworkOf(IPAddress client) => ClientAddress.NetworkOf(client, limits.Ipv4Prefix, limits.Ipv6Prefix);

    private readonly record struct Account(int Open, TimeSpan Minute, int Came);
}

/// <summary>The ledger's decision about a new connection.</summary>
public enum Admission
{
    /// <summary>The client is served.</summary>
    Admitted,

    /// <summary>Its network has the maximum number of open connections.</summary>
    TooManyAtOnce,

    /// <summary>Its network has reached the maximum number of new connections per minute.</summary>
    TooManyPerMinute,
}
