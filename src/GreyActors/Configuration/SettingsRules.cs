using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Access;
using GreyActors.Core.Addresses;
using GreyActors.Core.Reputation;

namespace GreyActors.Configuration;

/// <summary>Checks combinations of values that are valid on their own.</summary>
/// <param name="book">The keys with their origins.</param>
/// <param name="settings">The values.</param>
/// <param name="complete">False if a file was missing; then absent values are not reported.</param>
internal sealed class SettingsRules(SettingsBook book, GreyActorsSettings settings, bool complete)
{
    private const string Ours = "grey-actors.";
    private const string Listen = Ours + "listen";
    private const string TrustedProxies = Listen + "[].trusted-proxies";
    private const string RelayTo = Ours + "relay.to";
    private const string RelayRoutes = Ours + "relay.routes";
    private const string Domains = Ours + "allowed-domains";
    private const string RelayLmtp = Ours + "relay.lmtp";
    private const string RelayTls = Ours + "relay.tls";
    private const string RelayTlsCaFile = Ours + "relay.tls-ca-file";
    private const string MaxWait = Ours + "relay.max-wait";
    private const string InitialDelay = Ours + "greylisting.initial-delay";
    private const string RetryWindow = Ours + "greylisting.retry-window";
    private const string PassLifetime = Ours + "greylisting.pass-lifetime";
    private const string KnownClients = Ours + "known-clients.enabled";
    private const string Settle = Ours + "known-clients.settle";
    private const string TooSoon = Ours + "greylisting.too-soon";
    private const string ListedDelay = Ours + "greylisting.listed-delay";
    private const string VerifyTimeout = Ours + "relay.verify-timeout";
    private const string LookUpWait = Ours + "reputation.max-wait";
    private const string QueryTimeout = Ours + "reputation.query-timeout";
    private const string AllowLists = Ours + "reputation.allow-lists";
    private const string DenyLists = Ours + "reputation.deny-lists";

    // A client waits five minutes for the reply to RCPT (RFC 5321 4.5.3.2.3); the backend needs part of that time.
    private static readonly TimeSpan LongestQuery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(4);

    // The number of names that are compared for a hint; a list may have a million.
    private const int MostCompared = 10_000;

    /// <summary>Reports every invalid combination.</summary>
    public void Check()
    {
        Times();
        Reputation();
        Listeners();
        Relays();
        Routes();
        SomebodyIsServed();
        Introspection();
        Files();
        TlsRules.Check(book, settings);
        StoreRules.Check(book, settings.Store);
        new ClusterRules(book, settings.Cluster, settings.Store).Check();
    }

    private void Times()
    {
        var timing = settings.Greylisting.Timing;
        if (book.Good(InitialDelay, RetryWindow) && timing.RetryWindow <= timing.InitialDelay)
        {
            Wrong(RetryWindow, InitialDelay, "the retry-window ends before the initial-delay: no mail would ever pass");
        }

        if (book.Good(InitialDelay, TooSoon) && timing.TooSoon > timing.InitialDelay)
        {
            Wrong(TooSoon, InitialDelay, "too-soon is longer than the initial-delay: a retry that has waited long enough would still be too soon");
        }

        if (book.Good(ListedDelay, RetryWindow) && timing.ListedDelay >= timing.RetryWindow && settings.Reputation.Lists.Any(list => list.Kind == DnsListKind.Deny))
        {
            Wrong(ListedDelay, RetryWindow, "the retry-window ends before the listed-delay: no mail of a listed client would ever pass");
        }

        if (book.Good(KnownClients, Settle, PassLifetime) && settings.KnownClients.Enabled && settings.KnownClients.Settle >= timing.PassLifetime)
        {
            Wrong(Settle, PassLifetime, "a known pair is forgotten after pass-lifetime, before it takes effect: expected a shorter time, or known-clients = off");
        }
    }

    private void Reputation()
    {
        if (book.Good(VerifyTimeout) && settings.Relay.VerifyTimeout > LongestWait)
            book.Wrong(VerifyTimeout, book.OriginOf(VerifyTimeout), "is longer than 4m: a client waits 5m for the reply (RFC 5321 4.5.3.2.3)");

        if (book.Good(LookUpWait) && settings.Reputation.MaxWait > LongestWait)
        {
            book.Wrong(LookUpWait, book.OriginOf(LookUpWait), "is longer than 4m: a client waits 5m for the reply (RFC 5321 4.5.3.2.3), and the backend needs part of that time");
        }

        if (book.Good(QueryTimeout) && settings.Reputation.QueryTimeout > LongestQuery)
        {
            book.Wrong(QueryTimeout, book.OriginOf(QueryTimeout), "is longer than 20s: a look-up has 20s for all its queries");
        }

        foreach (var twice in settings.Reputation.Lists.GroupBy(list => list.Zone).Where(same => same.Count() > 1))
        {
            var key = twice.Last().Kind == DnsListKind.Deny ? DenyLists : AllowLists;
            book.Wrong(key, book.OriginOf(key), $"{twice.Key} is listed twice in {(twice.First().Kind == twice.Last().Kind ? "this list" : "allow-lists and deny-lists")}");
        }
    }

    private void Listeners()
    {
        const string Address = Ours + "introspection.address";
        const string Port = Ours + "introspection.port";
        if (!book.Good(Listen, Listen + "[].address", Listen + "[].port", Listen + "[].protocol", TrustedProxies, Listen + "[].trusted-clients"))
        {
            return;
        }

        if (settings.Listen.IsEmpty)
        {
            book.Wrong(Listen, book.OriginOf(Listen), "is empty: expected at least one { address, port }");
        }

        for (var i = 0; i < settings.Listen.Length; i++)
        {
            var (listener, origin) = (settings.Listen[i], book.OriginOf(Listen));
            if (settings.Listen[..i].FirstOrDefault(other => Overlap(other.Endpoint, listener.Endpoint)) is { } same)
            {
                book.Wrong(Listen, origin, $"{listener} is a duplicate: {same} already listens there");
            }

            foreach (var error in ListenRules.Of(listener))
            {
                book.Wrong(Listen, origin, error);
            }
        }

        var introspection = new IPEndPoint(settings.Introspection.Address, settings.Introspection.Port);
        if (book.Good(Address, Port) && settings.Listen.Any(listener => Overlap(listener.Endpoint, introspection)))
        {
            Wrong(Port, Listen, $"{introspection} is an address of `listen`");
        }

        const string ClusterPort = Ours + "cluster.port";
        if (!settings.Cluster.Enabled || !book.Good(ClusterPort, Ours + "cluster.address"))
            return;
        if (settings.Listen.Any(listener => Overlap(listener.Endpoint, settings.Cluster.Endpoint)))
            Wrong(ClusterPort, Listen, $"{settings.Cluster.Endpoint} is an address of `listen`");
        if (book.Good(Address, Port) && Overlap(introspection, settings.Cluster.Endpoint))
            Wrong(ClusterPort, Port, $"{settings.Cluster.Endpoint} is the address of `introspection`");
    }

    private void Relays()
    {
        if (!book.Good(RelayTo))
        {
            return;
        }

        if (settings.Relay.To.IsEmpty && settings.HasBackends)
        {
            book.Wrong(RelayTo, book.OriginOf(RelayTo), "is empty: expected the backend, for example [\"127.0.0.1:8025\"]");
        }

        if (book.Good(RelayTls, RelayTlsCaFile) && settings.Relay is { Tls: not Core.Smtp.RelayTls.Verify, TlsRoots.Count: > 0 })
        {
            Wrong(RelayTlsCaFile, RelayTls, "is used only with relay.tls = verify: no certificate would be checked");
        }

        if (book.Good(MaxWait) && settings.Relay.MaxWait > LongestWait)
        {
            book.Wrong(MaxWait, book.OriginOf(MaxWait), "is longer than 4m: a client waits 5m for the reply (RFC 5321 4.5.3.2.3), and the backend needs part of that time");
        }

        Servers(RelayTo, settings.Relay.To);
    }

    private void Routes()
    {
        if (!book.Good(RelayRoutes))
        {
            return;
        }

        var served = new Lazy<DomainSet>(() => DomainSet.Compile(settings.Access.AllowedDomains));
        foreach (var route in settings.Relay.Routes)
        {
            var key = $"{RelayRoutes}.{route.Domain}";
            Servers(key, route.To);
            // A client that may relay may also send to a domain that is not served.
            var access = settings.Access;
            if (complete && book.Good(Domains) && access.AllowedSenders.IsEmpty && access.AllowedSenderNets.IsEmpty && !served.Value.Contains(route.Domain))
            {
                book.Wrong(key, book.OriginOf(key), $"no mail is accepted for this domain: it is not in allowed-domains{Nearest.Hint(route.Domain, access.AllowedDomains.Take(MostCompared).Select(domain => domain.Text))}");
            }
        }
    }

    private void Servers(string key, ImmutableArray<EndPoint> servers)
    {
        foreach (var to in servers)
        {
            if (book.Good(Listen) && settings.Listen.Any(listener => Reaches(to, listener.Endpoint)))
            {
                Wrong(key, Listen, $"{HostAndPort.Of(to)} is an address of `listen`: mail would loop");
            }
        }

        if (book.Good(RelayLmtp) && settings.Relay.Lmtp && servers.FirstOrDefault(to => to is DnsEndPoint { Port: 25 }) is { } smtp)
        {
            Wrong(RelayLmtp, key, $"{HostAndPort.Of(smtp)} speaks SMTP: LMTP must not be used on port 25 (RFC 2033 5)");
        }

        if (servers.Distinct().Count() < servers.Length)
        {
            book.Wrong(key, book.OriginOf(key), "a server is listed twice");
        }
    }

    private void SomebodyIsServed()
    {
        var access = settings.Access;
        if (complete && settings.HasBackends && book.Good(Domains, Ours + "allowed-senders", Ours + "allowed-sender-nets")
            && access.AllowedDomains.IsEmpty && access.AllowedSenders.IsEmpty && access.AllowedSenderNets.IsEmpty)
        {
            book.Wrong(Domains, book.OriginOf(Domains), "is empty, and so are allowed-senders and allowed-sender-nets: every mail would be refused");
        }
    }

    private void Introspection()
    {
        const string Address = Ours + "introspection.address";
        const string RequireToken = Ours + "introspection.require-token";
        if (book.Good(Address, RequireToken) && !IPAddress.IsLoopback(settings.Introspection.Address) && !settings.Introspection.RequireToken)
        {
            Wrong(Address, RequireToken, $"{settings.Introspection.Address} is reachable from other machines: expected a loopback address, or require-token = on");
        }
    }

    private void Files()
    {
        (string Key, string Path)[] files =
        [
            ("store.path", settings.Store.Path),
            ("log.greylist", settings.Log.Greylist),
            ("log.debug", settings.Log.Debug),
            ("introspection.token-file", settings.Introspection.TokenFile),
            ("store.password-file", settings.Store.PasswordFile),
        ];
        for (var i = 0; i < files.Length; i++)
        {
            var (key, path) = files[i];
            if (path.Length > 0 && Array.Find(files[..i], other => other.Path == path).Key is { } other)
            {
                Wrong(Ours + key, Ours + other, $"`{path}` is also the file of {other}");
            }
        }
    }

    /// <summary>Reports the error at a value that the operator wrote, not at a default.</summary>
    private void Wrong(string key, string otherKey, string message)
    {
        var (own, other) = (book.OriginOf(key), book.OriginOf(otherKey));
        if (own.Source == EmbeddedReference.Name)
        {
            book.Wrong(key, other, $"{message} ({SettingsBook.Shown(key)} is the default)");
        }
        else
        {
            book.Wrong(key, own, $"{message} ({SettingsBook.Shown(otherKey)}: {(other.Source == EmbeddedReference.Name ? "default" : other.ToString())})");
        }
    }

    private static bool Overlap(EndPoint one, EndPoint other) => (one, other) is (IPEndPoint first, IPEndPoint second) ? Overlap(first, second) : one.Equals(other);

    private static bool Overlap(IPEndPoint one, IPEndPoint other) =>
        one.Port == other.Port && one.Port != 0 && one.AddressFamily == other.AddressFamily
        && (one.Address.Equals(other.Address) || IsAny(one.Address) || IsAny(other.Address));

    private static bool Reaches(EndPoint to, EndPoint listener)
    {
        if (to is not DnsEndPoint server)
            return to.Equals(listener);
        var host = server.Host is "localhost" or "localhost." ? IPAddress.Loopback : AddressParser.Parse(server.Host, AddressNotations.AnyOfDotNet);
        return host is not null && Overlap(listener, new IPEndPoint(host, server.Port)) && IsHere((IPEndPoint)listener, host);
    }

    /// <summary>A listener on all addresses certainly includes loopback, but perhaps not other addresses.</summary>
    private static bool IsHere(IPEndPoint listener, IPAddress host) => !IsAny(listener.Address) || IPAddress.IsLoopback(host) || IsAny(host);

    private static bool IsAny(IPAddress address) =>
        address.Equals(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any);
}
