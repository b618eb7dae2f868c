using System.Diagnostics;
using System.Globalization;
using System.Net;
using GreyActors.Configuration;
using GreyActors.Core.Access;

namespace GreyActors.Benchmarks;

/// <summary>The cost of long access lists: loading, memory, and a recipient in none of them.</summary>
internal static class ListBenchmark
{
    private const int Recipients = 200_000;

    public static void Run()
    {
        Table.Begin();
        PerRecipient(RulesOf(10));
        foreach (var entries in new[] { 1000, 100_000, 1_000_000 })
            Measure(entries);
    }

    private static void Measure(int entries)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var policy = RulesOf(entries);
        var read = watch.Elapsed;
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Table.Row($"{entries} networks and {entries} senders in files: reading them into rules", $"{read.TotalMilliseconds:0} ms", entries == 1_000_000 ? "≤ 10 s" : "–");
        Table.Row("the memory of that", $"{bytes / 1048576.0:0.0} MB", "–");
        Table.Row("a recipient in none", $"{PerRecipient(policy).TotalNanoseconds:0} ns", "≤ 2000 ns");
    }

    private static TimeSpan PerRecipient(AccessPolicy policy)
    {
        var client = IPAddress.Parse("203.0.113.1");
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Recipients; i++)
        {
            if (AccessCheck.Decide(policy, client, "mail.example.org", "ann@lists.mail.example.org", "bob", "example.com").Reason != AccessReason.AskGreylist)
                throw new InvalidOperationException("The recipient is in a list.");
        }

        return watch.Elapsed / Recipients;
    }

    private static AccessPolicy RulesOf(int entries)
    {
        using var folder = new ScratchFolder();
        var (networks, senders) = (Path.Combine(folder.Path, "networks"), Path.Combine(folder.Path, "senders"));
        var numbers = Enumerable.Range(0, entries);
        File.WriteAllLines(networks, numbers.Select(i => i % 2 == 0
            ? $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}  # {i}"
            : string.Create(CultureInfo.InvariantCulture, $"2001:db8:{i & 0xFFFF:x}:{i >> 16:x}::/64")));
        File.WriteAllLines(senders, numbers.Select(i => (i % 3) switch { 0 => $"user{i}@example{i}.net", 1 => $"example{i}.net", _ => $".example{i}.net" }));
        var site = Path.Combine(folder.Path, "site.conf");
        File.WriteAllText(site, "grey-actors { allowed-domains = [example.com], whitelisted-clients = [\"file:networks\"], whitelisted-senders = [\"file:senders\"] }");
        return ConfigurationLoader.Load(site, []) is LoadedConfiguration.Valid valid
            ? AccessPolicy.Compile(valid.Settings.Access)
            : throw new InvalidOperationException("The lists are wrong.");
    }
}
