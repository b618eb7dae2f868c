using GreyActors.Configuration;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class KnownClientsSettingsTests
{
    private static readonly Dictionary<string, string> Environment = new() { ["OFF"] = "off", ["MAYBE"] = "maybe" };

    [Fact]
    public void Known_clients_expected_replies_and_deferrals_are_on_by_default()
    {
        var settings = Configured.Valid("").Settings;
        Assert.Equal(new KnownClientsSettings(Enabled: true, TimeSpan.FromDays(1), 500_000), settings.KnownClients);
        Assert.Equal(new RepliesSettings(TimeSpan.FromDays(60)), settings.Replies);
        Assert.Equal(GreylistingMode.Enforce, settings.Greylisting.Mode);
    }

    [Theory]
    [InlineData("known-clients = off")]
    [InlineData("known-clients: \"off\"")]
    [InlineData("known-clients.enabled = off")]
    [InlineData("known-clients = on\nknown-clients = off")]
    [InlineData("known-clients { enabled = on }\nknown-clients = off")]
    [InlineData("known-clients = off\nknown-clients = ${?ABSENT}")]
    [InlineData("known-clients = ${OFF}")]
    [InlineData("known-clients = ${grey-actors.limits.reject-early-talkers}\nlimits.reject-early-talkers = off")]
    [InlineData("limits.reject-early-talkers = ${grey-actors.known-clients.enabled}\nknown-clients = off")]
    public void One_value_in_place_of_the_section_enables_or_disables_it(string text)
    {
        var settings = Configured.Valid($"grey-actors {{\n{text}\n}}", environment: Environment).Settings;
        Assert.Equal(new KnownClientsSettings(Enabled: false, TimeSpan.FromDays(1), 500_000), settings.KnownClients);
        Assert.Equal(!text.Contains("limits", StringComparison.Ordinal), settings.Limits.RejectEarlyTalkers);
    }

    [Theory]
    [InlineData("known-clients { settle = 2d }\nknown-clients = off")]
    [InlineData("known-clients = off\nknown-clients { settle = 2d }")]
    [InlineData("known-clients = off\nknown-clients.settle = 2d")]
    [InlineData("include \"more.conf\"\nknown-clients = off")]
    [InlineData("known-clients = off\ninclude \"more.conf\"")]
    [InlineData("known-clients = ${OFF}\nknown-clients.settle = 2d")]
    [InlineData("known-clients = ${grey-actors.known-clients} { settle = 2d, enabled = off }")]
    public void One_value_keeps_the_other_keys_of_the_section_in_any_order(string text)
    {
        var loaded = Configured.Valid($"grey-actors {{\n{text}\n}}", others: new() { ["more.conf"] = "known-clients { settle = 2d }" }, environment: Environment);
        Assert.Equal(new KnownClientsSettings(Enabled: false, TimeSpan.FromDays(2), 500_000), loaded.Settings.KnownClients);
    }

    [Fact]
    public void A_section_after_one_value_may_change_it_again() =>
        Assert.True(Configured.Valid("grey-actors { known-clients = off\n known-clients { enabled = on } }").Settings.KnownClients.Enabled);

    [Fact]
    public void An_override_of_the_command_line_may_be_one_value()
    {
        var loaded = Configured.Valid("grey-actors.known-clients { settle = 2d }", [Configured.Served, "known-clients=off", "known-clients.max-pairs=1000"]);
        Assert.Equal(new KnownClientsSettings(Enabled: false, TimeSpan.FromDays(2), 1000), loaded.Settings.KnownClients);
        var effective = loaded.Effective.ToDictionary(value => value.Key);
        Assert.Equal(new EffectiveValue("grey-actors.known-clients.enabled", "off", "--set known-clients"), effective["grey-actors.known-clients.enabled"]);
        Assert.Equal(new EffectiveValue("grey-actors.known-clients.settle", "2d", "site.conf:1"), effective["grey-actors.known-clients.settle"]);
    }

    [Fact]
    public void An_environment_variable_that_is_neither_on_nor_off_is_an_error_of_its_line() => Assert.Equal(
        "site.conf:2: known-clients.enabled: `maybe` is neither on nor off",
        Assert.Single(Configured.Errors(Configured.Load("grey-actors {\n known-clients = ${MAYBE}\n}", environment: Environment))).ToString());

    [Fact]
    public void An_incorrect_value_of_the_command_line_is_reported_with_its_key() => Assert.Equal(
        "--set known-clients: known-clients.enabled: `maybe` is neither on nor off",
        Assert.Single(Configured.Errors(Configured.Load("", [Configured.Served, "known-clients=maybe"]))).ToString());

    [Theory]
    [InlineData("35d", "36d", null)]
    [InlineData("0s", "1s", null)]
    [InlineData("36d", "36d", "known-clients.settle")]
    [InlineData("37d", "36d", "known-clients.settle")]
    public void A_pair_takes_effect_before_it_is_forgotten(string settle, string lifetime, string? wrong)
    {
        var errors = Configured.Errors(Configured.Load($"grey-actors {{ known-clients.settle = {settle}\n greylisting {{ pass-lifetime = {lifetime}, initial-delay = 0s }} }}"));
        Assert.Equal(
            wrong is null ? [] : [$"site.conf:1: {wrong}: a known pair is forgotten after pass-lifetime, before it takes effect: expected a shorter time, or known-clients = off (greylisting.pass-lifetime: site.conf:2)"],
            errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Without_known_clients_a_pass_lifetime_may_be_shorter_than_the_default_of_settle() =>
        Assert.False(Configured.Valid("grey-actors { known-clients = off\n greylisting.pass-lifetime = 1h }").Settings.KnownClients.Enabled);

    [Fact]
    public void A_lifetime_of_zero_expects_no_replies() =>
        Assert.Equal(RepliesSettings.Off, Configured.Valid("grey-actors.replies.lifetime = 0s").Settings.Replies);

    [Theory]
    [InlineData("known-clients = off")]
    [InlineData("known-clients.settle = 2d")]
    [InlineData("known-clients.max-pairs = 1000")]
    [InlineData("replies.lifetime = 0s")]
    [InlineData("greylisting.mode = observe")]
    public void A_reload_changes_known_clients_replies_and_mode_without_a_restart(string change)
    {
        var difference = ConfigurationDifference.Between(Configured.Valid(""), Configured.Valid($"grey-actors {{ {change} }}"));
        Assert.Empty(difference.AwaitingRestart);
        Assert.Single(difference.Changed);
    }
}
