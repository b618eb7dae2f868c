using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Net;

/// <summary>What one client network may have of us.</summary>
/// <param name="AtOnce">Connections at the same time; 0: no limit.</param>
/// <param name="PerMinute">New connections a minute; 0: no limit.</param>
/// <param name="Ipv4Prefix">Bits that make an IPv4 network.</param>
/// <param name="Ipv6Prefix">Bits that make an IPv6 network.</param>
public sealed record ClientLimits(int AtOnce, int PerMinute, int Ipv4Prefix, int Ipv6Prefix);

/// <summary>Counts the connections of each client network and says which newcomer is one too many. Time comes in as an argument.</summary>
/// <remarks>
/// Memory is bounded by the connections that are open and, with a rate, by the networks that came within the last minute: at most
/// <see cref="MaxNetworks"/>; beyond that those that have no connection are forgotten first, which errs on the client's side.
/// </remarks>
public sealed class ConnectionLedger(ClientLimits limits)
{
    /// <summary>Networks that are remembered.</summary>
    public const int MaxNetworks = 100_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<IPNetwork, Account> _accounts = [];

    /// <summary>How many networks are remembered.</summary>
    public int Networks => _accounts.Count;

    /// <summary>Counts a newcomer in, or says why it is one too many.</summary>
    /// <param name="client">Its address.</param>
    /// <param name="now">Time on any clock that never goes back.</param>
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

    /// <summary>Counts out a client that was admitted.</summary>
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

    /// <summary>The same clients under other limits: whoever is here stays and is counted, however many they are.</summary>
    /// <param name="next">The limits.</param>
    /// <param name="present">Everybody who is here and is to be counted.</param>
    public ConnectionLedger Under(ClientLimits next, IEnumerable<IPAddress> present)
    {
        var ledger = new ConnectionLedger(next);
        // Who came within the minute has come, where a network is the same as before.
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

    /// <summary>Forgets networks that have no connection and did not come within the last minute.</summary>
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

/// <summary>What the ledger says to a newcomer.</summary>
public enum Admission
{
    /// <summary>It is served.</summary>
    Admitted,

    /// <summary>Its network has as many connections as it may.</summary>
    TooManyAtOnce,

    /// <summary>Its network has come as often within a minute as it may.</summary>
    TooManyPerMinute,
}
