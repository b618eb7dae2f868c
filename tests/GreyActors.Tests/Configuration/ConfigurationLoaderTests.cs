using GreyActors.Configuration;
using GreyActors.Core.Addresses;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class ConfigurationLoaderTests
{
    [Theory]
    [InlineData("greylisting.initial-delay=5s", 5)]
    [InlineData("grey-actors.greylisting.initial-delay=6s", 6)]
    [InlineData(" greylisting.initial-delay = 7s ", 7)]
    [InlineData("greylisting.initial-delay=\"8s\"", 8)]
    public void A_key_is_set_from_the_command_line(string set, int seconds) =>
        Assert.Equal(seconds, Configured.Valid("", [Configured.Served, set]).Settings.Greylisting.Timing.InitialDelay.TotalSeconds);

    [Fact]
    public void The_later_override_wins_over_the_earlier_and_over_the_file()
    {
        var settings = Configured.Valid(
            "grey-actors.serverid = file\ngrey-actors.relay.to = [\"a.example:25\"]",
            [Configured.Served, "serverid=one", "serverid=two", "relay.to=[\"127.0.0.1:2600\"]", "relay.to+=\"[::1]:25\"", "log.greylist="]).Settings;
        Assert.Equal("two", settings.ServerId);
        Assert.Equal(["127.0.0.1:2600", "[::1]:25"], settings.Relay.To.Select(HostAndPort.Of));
        Assert.Equal("", settings.Log.Greylist);
    }

    [Fact]
    public void Text_from_the_command_line_is_literal() =>
        Assert.Equal(
            "451 4.7.1 Later, # please",
            Configured.Valid("", [Configured.Served, "greylisting.reply=451 4.7.1 Later, # please"]).Settings.Greylisting.Reply);

    [Theory]
    [InlineData("serverid", "--set serverid: expected key=value")]
    [InlineData("=x", "--set : expected a key, found the end of the text")]
    [InlineData("greylisting{initial-delay=9s}", "--set greylisting{initial-delay: expected the end, found `{initial-delay`")]
    [InlineData("serverids=x", "--set serverids: unknown key `serverids`, did you mean `serverid`?")]
    [InlineData("greylisting.initial-delay=5", "--set greylisting.initial-delay: greylisting.initial-delay: `5` has no unit")]
    [InlineData("relay.to=[\"a:25\"", "--set relay.to: the `[` that opens here is never closed")]
    [InlineData("relay.to=[\"a:25\"] x", "--set relay.to: one value cannot contain a list")]
    public void An_invalid_override_is_reported_with_its_key(string set, string message) =>
        Assert.StartsWith(message, Assert.Single(Configured.Errors(Configured.Load("", [Configured.Served, set]))).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Ports_may_be_zero_if_any_port_is_allowed()
    {
        var settings = Configured.Valid("", [Configured.Served, "listen=[{address=127.0.0.1,port=0},{address=127.0.0.1,port=0},{address=\"::1\",port=0}]", "introspection.port=0"]).Settings;
        Assert.Equal(["127.0.0.1:0", "127.0.0.1:0", "[::1]:0"], settings.Listen.Select(listener => listener.ToString()));
    }

    [Fact]
    public void Included_files_are_relative_to_the_file_that_includes_them()
    {
        var settings = Configured.Valid(
            "grey-actors { include \"parts/all.conf\" }",
            others: new() { ["parts/all.conf"] = "include \"deeper/id.conf\"\nservername = ${serverid}.example", ["parts/deeper/id.conf"] = "serverid = deep" }).Settings;
        Assert.Equal(("deep", "deep.example"), (settings.ServerId, settings.ServerName));
    }

    [Fact]
    public void Environment_variables_replace_substitutions()
    {
        var settings = Configured.Valid(
            "grey-actors { servername = ${MAIL_NAME}, serverid = ${?ABSENT}, greylisting.initial-delay = 1m, greylisting.initial-delay = ${?DELAY} }",
            environment: new() { ["MAIL_NAME"] = "mx.example.org", ["DELAY"] = "90s" }).Settings;
        Assert.Equal(("mx.example.org", "GreyActors", 90.0), (settings.ServerName, settings.ServerId, settings.Greylisting.Timing.InitialDelay.TotalSeconds));
    }

    [Fact]
    public void Domains_are_kept_as_A_labels() =>
        Assert.Equal(
            ["example.com", "xn--mnchen-3ya.example", ".xn--mnchen-3ya.example", "[192.0.2.1]", "[IPv6:2001:db8::1]"],
            Configured.Valid("grey-actors.allowed-domains = [Example.COM, München.example, \".München.example\", \"[192.0.2.1]\", \"[ipv6:2001:DB8::1]\"]", []).Settings.Access.AllowedDomains.Select(domain => domain.Text));

    [Fact]
    public void Routes_are_found_by_their_domains_in_any_spelling()
    {
        var loaded = Configured.Valid(
            "grey-actors.relay.routes {\n \"Example.COM\" = [\"Mail.example:25\", \"[::1]:26\"]\n \"münchen.example\" = [\"127.0.0.1:27\"]\n}",
            ["allowed-domains=[example.com, xn--mnchen-3ya.example]", "relay.routes.\"münchen.example\"=[\"127.0.0.1:28\"]"]);

        Assert.Equal(
            ["example.com: mail.example:25 [::1]:26", "xn--mnchen-3ya.example: 127.0.0.1:28"],
            loaded.Settings.Relay.Routes.Select(route => $"{route.Domain}: {string.Join(' ', route.To.Select(HostAndPort.Of))}").Order(StringComparer.Ordinal));
        Assert.Equal("site.conf:2", loaded.Effective.Single(value => value.Key == "grey-actors.relay.routes.\"Example.COM\"").Origin);
    }

    [Fact]
    public void A_subdomain_of_a_served_parent_may_have_a_route() => Assert.Single(Configured.Valid(
        "grey-actors { allowed-domains = [\".example.com\"]\n relay.routes { \"sub.example.com\" = [\"127.0.0.1:26\"] } }", []).Settings.Relay.Routes);

    [Fact]
    public void With_allowed_senders_a_route_may_lead_to_a_domain_that_is_not_served() => Assert.Single(Configured.Valid(
        "grey-actors { allowed-senders = [\"192.0.2.1\"]\n relay.routes { \"elsewhere.example\" = [\"127.0.0.1:26\"] } }").Settings.Relay.Routes);

    [Fact]
    public void Every_key_has_its_value_and_origin()
    {
        var loaded = Configured.Valid(
            "grey-actors {\n  serverid = mine\n  include \"relay.conf\"\n}\nakka.loglevel = DEBUG",
            [Configured.Served],
            new() { ["relay.conf"] = "\nrelay.to = [\"a.example:25\"]" });
        var effective = loaded.Effective.ToDictionary(value => value.Key);
        Assert.Equal(new EffectiveValue("grey-actors.serverid", "mine", "site.conf:2"), effective["grey-actors.serverid"]);
        Assert.Equal(new EffectiveValue("grey-actors.relay.to", "[\"a.example:25\"]", "relay.conf:2"), effective["grey-actors.relay.to"]);
        Assert.Equal(new EffectiveValue("grey-actors.allowed-domains", "[example.com]", "--set allowed-domains"), effective["grey-actors.allowed-domains"]);
        Assert.Equal(new EffectiveValue("grey-actors.greylisting.defer-at", "rcpt", "default"), effective["grey-actors.greylisting.defer-at"]);
        Assert.Equal(new EffectiveValue("akka.loglevel", "DEBUG", "site.conf:5"), effective["akka.loglevel"]);
        Assert.Equal("site.conf", loaded.Source);
    }

    [Fact]
    public void The_akka_section_is_passed_on_unchanged()
    {
        var overrides = Configured.Valid(
            """
            akka {
              loglevel = DEBUG
              actor.deployment { "/greylist/partition-*" { router = "round-robin-pool", nr-of-instances = 5 } }
              remote.dot-netty.tcp { hostname = "::1", port = 0 }
              cluster.seed-nodes = ["akka.tcp://grey@a:1", "akka.tcp://grey@b:2"]
              text = "quote \" backslash \\ # no comment"
              scheduler { tick-duration = 100ms }
            }
            """).AkkaOverrides;
        var config = Akka.Configuration.ConfigurationFactory.ParseString(overrides);
        Assert.Equal("DEBUG", config.GetString("akka.loglevel"));
        Assert.Equal(5, config.GetInt("akka.actor.deployment.\"/greylist/partition-*\".nr-of-instances"));
        Assert.Equal("::1", config.GetString("akka.remote.dot-netty.tcp.hostname"));
        Assert.Equal(["akka.tcp://grey@a:1", "akka.tcp://grey@b:2"], config.GetStringList("akka.cluster.seed-nodes"));
        Assert.Equal("quote \" backslash \\ # no comment", config.GetString("akka.text"));
        Assert.Equal(TimeSpan.FromMilliseconds(100), config.GetTimeSpan("akka.scheduler.tick-duration"));
    }

    [Fact]
    public void Without_an_akka_section_there_are_no_overrides() => Assert.Equal("", Configured.Valid("").AkkaOverrides);
}
