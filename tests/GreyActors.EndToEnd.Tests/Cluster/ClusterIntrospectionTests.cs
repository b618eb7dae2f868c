using System.Globalization;
using System.Text.RegularExpressions;
using GreyActors.EndToEnd.Tests.Dashboard;
using GreyActors.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>What an operator sees of a cluster of two machines, at either of them.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed partial class ClusterIntrospectionTests(ClusterIntrospectionTests.Machines machines, Chromium chromium) : IClassFixture<ClusterIntrospectionTests.Machines>, IClassFixture<Chromium>
{
    // With 16 partitions on two machines, both have some of the triplets.
    private const int Recipients = 40;

    [Fact]
    public async Task Either_machine_lists_explains_and_forgets_a_triplet_that_the_other_one_deferred()
    {
        var sender = await machines.Defer();
        // A partition that has not come to rest yet is missing in a list.
        await Eventually.Holds("the other machine lists every triplet", () =>
            Task.FromResult(machines.Ask(1, "list", "--from", sender, "--limit", "100").Output.Split(sender).Length - 1 == Recipients));
        string[] triplet = ["127.0.0.1", sender, "user7@example.test"];
        Assert.Contains("still-waiting", machines.Ask(1, ["explain", .. triplet]).Output, StringComparison.Ordinal);

        Assert.Equal(0, machines.Ask(1, ["forget", .. triplet, "--token-file", machines.Program(1)["var/introspection.token"]]).ExitCode);

        Assert.Contains("never-seen", machines.Ask(0, ["explain", .. triplet]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_machine_shows_the_other_one_and_neither_changes_it_for_the_other()
    {
        using var introspection = new Introspection(machines.Program(0));
        var here = (await introspection.Get("/api/cluster")).GetProperty("machine").GetString();
        var there = (await introspection.Get("/api/cluster")).GetProperty("machines").EnumerateArray().Select(machine => machine.GetProperty("machine").GetString()).Single(machine => machine != here)!;

        Assert.Equal(there, (await introspection.Get($"/api/cluster?node={there}")).GetProperty("machine").GetString());
        using var client = await SmtpClientSocket.Greeted(machines.Program(1).SmtpPort);
        await Eventually.Holds("the session of the other machine is in its tree", async () =>
            (await introspection.Text($"/api/tree?node={there}")).Contains("client-", StringComparison.Ordinal));
        Assert.DoesNotContain("client-", await introspection.Text("/api/tree"), StringComparison.Ordinal);
        Assert.Contains(there, machines.Ask(0, "status").Output, StringComparison.Ordinal);
        Assert.Equal(0, machines.Ask(0, "tree", "--depth", "1", "--node", there).ExitCode);

        Assert.Equal(400, await introspection.Post($"/api/reload?node={there}"));
        var unknown = await Assert.ThrowsAsync<HttpRequestException>(() => introspection.Get("/api/tree?node=192.0.2.1:7948"));
        Assert.Equal(404, (int?)unknown.StatusCode);
    }

    [Fact]
    public async Task A_machine_counts_no_triplet_of_a_partition_that_it_has_handed_over()
    {
        await machines.Defer();
        await machines.Cluster.Machines[1].Terminate();
        await machines.Cluster.Machines[0].Judges(TimeSpan.FromSeconds(60));
        machines.Cluster.Machines[1].Restart();
        var there = await Eventually.Find("partitions that have moved to the machine that started again", async () => await PartitionsOf(1) is { Count: > 3 } found ? found : null, TimeSpan.FromSeconds(90));

        await Eventually.Holds("the first machine counts nothing of them", async () => Sum(await Triplets(0), there) == 0);
        Assert.NotEqual(0, Sum(await Triplets(1), there));
    }

    [Fact]
    public async Task A_second_start_of_a_machine_is_refused_and_the_first_one_serves_on()
    {
        var second = GreyActorsProcess.Command("run", "--config", machines.Program(1).ConfigurationFile);

        Assert.Equal(69, second.ExitCode);
        Assert.Contains("cluster.address and cluster.port", second.Error, StringComparison.Ordinal);
        await machines.Defer();
        Assert.Empty(machines.Cluster.Machines[1].Exits);
    }

    [Fact]
    public async Task The_page_shows_the_machines_and_the_machine_that_is_selected()
    {
        await using var page = await chromium.Open(machines.Program(0));
        var rows = page.Page.Locator("#machine-rows li");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.Filter(new() { HasText = "answers this page" })).ToHaveCountAsync(1);
        await page.Shows("#cluster-words", "all of them judge or recover");
        var other = (await rows.Filter(new() { HasNotText = "answers this page" }).Locator("b").TextContentAsync())!;

        await page.Page.SelectOptionAsync("#machine", other);

        await Assertions.Expect(rows.Filter(new() { HasText = "answers this page" }).Locator("b")).ToHaveTextAsync(other);
        using var client = await SmtpClientSocket.Greeted(machines.Program(1).SmtpPort);
        await Assertions.Expect(page.Actors("client-")).Not.ToHaveCountAsync(0);
        await page.Screenshot("cluster");
    }

    private static int Sum(Dictionary<string, int> triplets, HashSet<string> partitions) => partitions.Sum(number => triplets.GetValueOrDefault(number));

    private async Task<HashSet<string>> PartitionsOf(int machine) =>
        [.. (await ClusterView.Of(machines.Cluster.Machines[machine]) is { } view ? view.Places : new Dictionary<string, string>())
            .Where(place => place.Key.StartsWith("greylist ", StringComparison.Ordinal) && place.Value.EndsWith($":{machines.Cluster.PortOf(machine)}", StringComparison.Ordinal))
            .Select(place => place.Key["greylist ".Length..])];

    private async Task<Dictionary<string, int>> Triplets(int machine)
    {
        using var introspection = new Introspection(machines.Program(machine));
        return GaugeOfTriplets().Matches(await introspection.Text("/metrics"))
            .ToDictionary(match => match.Groups["partition"].Value, match => int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    [GeneratedRegex("""^greyactors_triplets\{partition="0*(?<partition>\d+)"\} (?<count>\d+)""", RegexOptions.Multiline)]
    private static partial Regex GaugeOfTriplets();

    /// <summary>Two machines on loopback.</summary>
    public sealed class Machines : IAsyncLifetime
    {
        private ClusterUnderTest? _cluster;

        /// <summary>The cluster.</summary>
        public ClusterUnderTest Cluster => _cluster!;

        /// <summary>The program of a machine.</summary>
        public GreyActorsProcess Program(int machine) => Cluster.Machines[machine].Program;

        /// <summary>Runs a command of an operator at a machine.</summary>
        public CommandResult Ask(int machine, params IEnumerable<string> command) =>
            GreyActorsProcess.Command([.. command, "--url", $"http://127.0.0.1:{Program(machine).IntrospectionPort}"]);

        /// <summary>Machine 0 defers new triplets of one sender, which is returned.</summary>
        public async Task<string> Defer()
        {
            var sender = $"sender@{Guid.NewGuid():N}.example";
            using var client = await SmtpClientSocket.Greeted(Program(0).SmtpPort);
            await client.Say($"MAIL FROM:<{sender}>", "250");
            for (var i = 0; i < Recipients; i++)
                await client.Say(string.Create(CultureInfo.InvariantCulture, $"RCPT TO:<user{i}@example.test>"), "451");
            return sender;
        }

        /// <inheritdoc/>
        public async Task InitializeAsync() => _cluster = await ClusterUnderTest.Start(new ClusterOptions { Machines = 2, InitialDelay = TimeSpan.FromMinutes(5) });

        /// <inheritdoc/>
        public async Task DisposeAsync() => await Cluster.DisposeAsync();
    }
}
