using GreyActors.Configuration;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class ConfigurationDifferenceTests
{
    private const string Listen = "grey-actors.listen = [{ address = 127.0.0.1, port = 2525 }, { address = 127.0.0.1, port = 2530 }]";

    [Fact]
    public void The_same_value_in_another_place_is_not_a_difference() =>
        Assert.Equal(" | ", Keys("grey-actors.limits.max-errors = 5", "# moved\n\ngrey-actors { limits { max-errors = 5 } }"));

    [Fact]
    public void Immediate_changes_are_separated_from_changes_that_need_a_restart() => Assert.Equal(
        "grey-actors.limits.max-errors grey-actors.store.timeout | akka.loglevel grey-actors.introspection.port grey-actors.store.path",
        Keys("", """
            akka.loglevel = DEBUG
            grey-actors { limits.max-errors = 5, store { path = elsewhere.db, timeout = 1s }, introspection.port = 2600 }
            """));

    [Fact]
    public void An_added_or_removed_key_has_null_on_one_side()
    {
        const string Route = "grey-actors.relay.routes { \"example.com\" = [\"a.example:25\"] }";

        var (come, gone) = (Between("", Route).Changed, Between(Route, "").Changed);

        Assert.Equal(
            [new ChangedKey("grey-actors.relay.routes", "{}", null, ""), new ChangedKey("grey-actors.relay.routes.\"example.com\"", null, "[\"a.example:25\"]", "site.conf:1")],
            come.ToArray());
        Assert.Equal([null, "{}"], gone.Select(change => change.After).Order());
    }

    [Fact]
    public void A_secret_is_masked_on_both_sides() => Assert.Equal(
        [new ChangedKey("akka.password", "***", "***", "site.conf:1")],
        Between("akka.password = one", "akka.password = two").AwaitingRestart.ToArray());

    [Theory]
    [InlineData("grey-actors.listen = [{ address = 127.0.0.1, port = 2530 }, { address = 127.0.0.1, port = 2525 }]", false)]
    [InlineData("grey-actors.listen = [{ address = 127.0.0.1, port = 2525 }, { address = 127.0.0.1, port = 2530, proxy-protocol = on, trusted-proxies = [\"10.\"] }]", false)]
    [InlineData("grey-actors.listen = [{ address = 127.0.0.1, port = 2525 }]", true)]
    [InlineData("grey-actors.listen = [{ address = 127.0.0.1, port = 2525 }, { address = 127.0.0.1, port = 2531 }]", true)]
    public void Only_the_addresses_of_listeners_need_a_restart(string after, bool restart)
    {
        var (running, wanted) = (Configured.Valid(Listen), Configured.Valid(after));
        var (changed, awaiting) = ConfigurationDifference.Between(running, wanted);

        var until = RestartKeys.UntilRestart(running, wanted, awaiting);

        Assert.Equal((restart ? 0 : 1, restart ? 1 : 0), (changed.Length, awaiting.Length));
        Assert.Equal(["127.0.0.1:2525", "127.0.0.1:2530"], until.Settings.Listen.Select(listener => listener.ToString()));
        Assert.Equal(after.Contains("trusted", StringComparison.Ordinal), until.Settings.Listen[1].ProxyProtocol);
        Assert.Equal(
            (restart ? running : wanted).Effective.Single(value => value.Key == "grey-actors.listen").Value,
            until.Effective.Single(value => value.Key == "grey-actors.listen").Value);
    }

    [Fact]
    public void Keys_that_need_a_restart_keep_their_old_values_and_origins_until_then()
    {
        var running = Configured.Valid("grey-actors.store.path = old.db\nakka.loglevel = INFO");
        var wanted = Configured.Valid("grey-actors { store { path = new.db, timeout = 1s }, limits.max-errors = 5 }");

        var until = RestartKeys.UntilRestart(running, wanted, ConfigurationDifference.Between(running, wanted).AwaitingRestart);

        Assert.Equal(("old.db", TimeSpan.FromSeconds(1), 5), (until.Settings.Store.Path, until.Settings.Store.Timeout, until.Settings.Limits.MaxErrors));
        Assert.Contains(new EffectiveValue("grey-actors.store.path", "old.db", "site.conf:1"), until.Effective);
        Assert.Contains(new EffectiveValue("akka.loglevel", "INFO", "site.conf:2"), until.Effective);
        Assert.Equal(until.Effective.Select(value => value.Key).Order(StringComparer.Ordinal), until.Effective.Select(value => value.Key));
        Assert.Equal(running.AkkaOverrides, until.AkkaOverrides);
    }

    private static ConfigurationDifference Between(string running, string wanted) =>
        ConfigurationDifference.Between(Configured.Valid(running), Configured.Valid(wanted));

    private static string Keys(string running, string wanted)
    {
        var (changed, restart) = Between(running, wanted);
        return $"{string.Join(' ', changed.Select(change => change.Key))} | {string.Join(' ', restart.Select(change => change.Key))}";
    }
}
