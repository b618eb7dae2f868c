using System.Net;

namespace GreyActors.Configuration;

/// <summary>Checks section <c>cluster</c> as a whole, and its files.</summary>
internal sealed class ClusterRules(SettingsBook book, ClusterSettings cluster, StoreSettings store)
{
    private const string Section = "grey-actors.cluster.";
    private const string Enabled = Section + "enabled";
    private const string Address = Section + "address";
    private const string Port = Section + "port";
    private const string Provider = "grey-actors.store.provider";
    private const string SeedNodes = Section + "seed-nodes";
    private const string Certificate = Section + "tls.certificate";
    private const string Key = Section + "tls.key";
    private const string Authority = Section + "tls.authority";

    /// <summary>Reports every error. A cluster that is off is not checked, so that its section can be prepared.</summary>
    public void Check()
    {
        if (!book.Good(Enabled) || !cluster.Enabled)
            return;
        if (book.Good(Provider) && store.Provider != StoreProvider.Postgresql)
            book.Wrong(Enabled, book.OriginOf(Enabled), "needs store.provider = postgresql: the machines share one database");
        Seeds();
        Tls();
    }

    private void Seeds()
    {
        if (!book.Good(SeedNodes, Address, Port))
            return;
        if (cluster.SeedNodes.IsEmpty)
            Wrong(SeedNodes, "is empty: expected the addresses of the machines of the cluster, for example [\"192.0.2.1:7948\", \"192.0.2.2:7948\"]");
        if (cluster.SeedNodes.GroupBy(seed => seed).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
            Wrong(SeedNodes, $"{twice} is listed twice");
        foreach (var seed in cluster.SeedNodes.Where(seed => IPAddress.IsLoopback(seed.Address) != IPAddress.IsLoopback(cluster.Endpoint.Address)))
            Wrong(SeedNodes, $"{seed} cannot be reached from {cluster.Endpoint.Address} (cluster.address): one of them is a loopback address");
    }

    private void Tls()
    {
        if (!book.Good(Certificate, Key, Authority, Address))
            return;
        var tls = cluster.Tls;
        (string Key, string File)[] files = [(Certificate, tls.Certificate), (Key, tls.Key), (Authority, tls.Authority)];
        if (files.All(file => file.File.Length == 0))
        {
            if (!IPAddress.IsLoopback(cluster.Endpoint.Address))
                Wrong(Address, $"{cluster.Endpoint.Address} is reachable from other machines, and messages between machines would be neither secret nor authentic: expected a loopback address, or cluster.tls");
            return;
        }

        foreach (var (key, _) in files.Where(file => file.File.Length == 0))
            Wrong(key, "is missing: cluster.tls needs certificate, key and authority");
        if (!book.Good(Certificate, Key, Authority))
            return;
        if (!KeyPair.TryRead(tls.Certificate, tls.Key, out var pair, out var problem))
            Wrong(problem.IsKey ? Key : Certificate, problem.What);
        else if (new MachineTrust(tls.Roots).WhyNot(pair.Certificate, pair.Intermediates) is { } why)
            Wrong(Certificate, $"`{tls.Certificate}` would be refused by the other machines: {why}");
    }

    /// <summary>Reports the error at a value that the operator wrote, not at a default.</summary>
    private void Wrong(string key, string what)
    {
        var origin = book.OriginOf(key);
        book.Wrong(key, origin.Source == EmbeddedReference.Name ? book.OriginOf(Enabled) : origin, what);
    }
}
