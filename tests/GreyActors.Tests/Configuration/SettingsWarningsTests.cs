using GreyActors.Configuration;
using Xunit;

namespace GreyActors.Tests.Configuration;

/// <summary>The warnings about valid settings that are probably not intended.</summary>
public sealed class SettingsWarningsTests
{
    [Theory]
    [InlineData("0.0.0.0", 25, true)]
    [InlineData("::", 25, true)]
    [InlineData("192.168.1.2", 25, true)]
    [InlineData("192.0.2.1", 2525, true)]
    [InlineData("2001:db8::1", 2525, true)]
    [InlineData("10.1.2.3", 2525, false)]
    [InlineData("172.31.0.1", 2525, false)]
    [InlineData("fd00::1", 2525, false)]
    [InlineData("127.0.0.1", 25, false)]
    public void A_listener_for_the_internet_without_TLS_is_named(string address, int port, bool isNamed)
    {
        var warnings = Of($"grey-actors.listen = [{{ address = \"{address}\", port = {port} }}]");

        Assert.Equal(isNamed, warnings.Any(warning => warning.StartsWith("listen (site.conf:1): ", StringComparison.Ordinal) && warning.Contains("offers no TLS", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_listener_for_Postfix_needs_no_TLS() =>
        Assert.DoesNotContain(Of("grey-actors.listen = [{ address = \"0.0.0.0\", port = 25, protocol = postfix-policy, trusted-clients = [\"10.0.0.0/8\"] }]"), warning => warning.Contains("TLS", StringComparison.Ordinal));

    [Fact]
    public void Settings_of_SMTP_sessions_have_no_effect_without_such_a_listener()
    {
        const string Postfix = "grey-actors.listen = [{ address = \"127.0.0.1\", port = 10023, protocol = postfix-policy }]\n";

        Assert.Contains(Of(Postfix + "grey-actors.relay.to = [\"127.0.0.1:8025\"]"), warning => warning == "relay.to (site.conf:2) has no effect: no entry of listen has protocol = smtp");
        Assert.DoesNotContain(Of("grey-actors.relay.to = [\"127.0.0.1:8025\"]"), warning => warning.Contains("no effect", StringComparison.Ordinal));
    }

    [Fact]
    public void A_machine_that_is_missing_in_its_seed_nodes_is_named()
    {
        const string Cluster = """
            grey-actors {
              store { provider = postgresql, connection = "Host=db;Database=grey;Username=grey" }
              cluster { enabled = on, address = "127.0.0.1", port = 7948, seed-nodes = ["127.0.0.1:PORT"] }
            }
            """;

        Assert.Contains(Of(Cluster.Replace("PORT", "7949", StringComparison.Ordinal)), warning => warning.Contains("lacks this machine, 127.0.0.1:7948", StringComparison.Ordinal));
        Assert.DoesNotContain(Of(Cluster.Replace("PORT", "7948", StringComparison.Ordinal)), warning => warning.Contains("lacks", StringComparison.Ordinal));
    }

    private static string[] Of(string text) => [.. SettingsWarnings.Of(Configured.Valid(text))];
}
