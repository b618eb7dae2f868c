using GreyActors.Cluster.Machines;
using GreyActors.Configuration;
using GreyActors.Tests.Configuration;
using Xunit;

namespace GreyActors.Tests.Cluster.Machines;

public sealed class AgreedValuesTests
{
    [Theory]
    [InlineData("greylisting.initial-delay = 299s", "greylisting.initial-delay")]
    [InlineData("greylisting.retry-window = 9h", "greylisting.retry-window")]
    [InlineData("greylisting.pass-lifetime = 99d", "greylisting.pass-lifetime")]
    [InlineData("greylisting.too-soon = 2s", "greylisting.too-soon")]
    [InlineData("greylisting.listed-delay = 3h", "greylisting.listed-delay")]
    [InlineData("greylisting.ipv4-prefix = 25", "greylisting.ipv4-prefix")]
    [InlineData("greylisting.ipv6-prefix = 63", "greylisting.ipv6-prefix")]
    [InlineData("greylisting.max-triplets = 1234", "greylisting.max-triplets")]
    [InlineData("greylisting.mode = observe", "greylisting.mode")]
    [InlineData("store.partitions = 17", "store.partitions")]
    [InlineData("known-clients.settle = 77h", "known-clients.settle")]
    [InlineData("known-clients.max-pairs = 1234", "known-clients.max-pairs")]
    [InlineData("replies.lifetime = 77h", "replies.lifetime")]
    [InlineData("trap-lifetime = 77h", "trap-lifetime")]
    [InlineData("reputation.deny-lists = [\"zen.example.org\"]", "reputation.deny-lists")]
    [InlineData("reputation.allow-lists = [\"list.example.org\"]", "reputation.allow-lists")]
    public void A_value_that_partitions_use_must_agree(string line, string key) => Assert.Equal(key, Assert.Single(Differing(line)));

    [Theory]
    [InlineData("greylisting.initial-delay = 240s")]
    [InlineData("servername = \"other.example.org\"")]
    [InlineData("greylisting.on-store-failure = defer")]
    public void Another_value_may_differ(string line) => Assert.Empty(Differing(line));

    private static IEnumerable<string> Differing(string line)
    {
        var (own, other) = (AgreedValues.Of(Settings("")), AgreedValues.Of(Settings($"grey-actors.{line}\n")));
        return own.Keys.Where(key => own[key] != other[key]);
    }

    private static GreyActorsSettings Settings(string text) => Configured.Valid(text).Settings;
}
