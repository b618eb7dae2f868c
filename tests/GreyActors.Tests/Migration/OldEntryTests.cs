using GreyActors.Core.Greylisting;
using GreyActors.Migration;
using GreyActors.Migration.Databases;
using GreyActors.Migration.Kamaelia;
using GreyActors.Migration.Postgrey;
using GreyActors.Migration.Spamd;
using Xunit;

namespace GreyActors.Tests.Migration;

/// <summary>The readers of single entries. Every entry has a result, and none is skipped.</summary>
public sealed class OldEntryTests
{
    [Theory]
    [InlineData("('192.0.2.1', '<a@example.org>', '<b@example.com>')", "192.0.2.1", "a@example.org", "b@example.com")]
    [InlineData("""('192.0.2.1', "<o'neill@example.org>", '<b@example.com>')""", "192.0.2.1", "o'neill@example.org", "b@example.com")]
    [InlineData(@"('192.0.2.1', '<>', '<b\'\\@example.com>')", "192.0.2.1", "", @"b'\@example.com")]
    [InlineData(@"('192.0.2.1', '<j\xc3\xbcrgen@example.org>', '<b@example.com>')", "192.0.2.1", "jürgen@example.org", "b@example.com")]
    [InlineData("('192.0.2.1', 'a@example.org', 'b@example.com')", "192.0.2.1", "a@example.org", "b@example.com")]
    public void A_key_of_Kamaelia_Grey_is_a_triplet(string key, string client, string from, string to)
    {
        var triplet = Assert.IsType<OldEntry.Triplet>(OfKamaelia(key, "1194387735.94", havePassed: true));
        Assert.Equal((client, 32, from, to), (triplet.Address.ToString(), triplet.Bits, triplet.ReversePath, triplet.ForwardPath));
        Assert.Equal(new TripletTimes(1_194_387_735_940, 1_194_387_735_940), triplet.Times);
    }

    [Fact]
    public void A_triplet_in_attempters_waits() => Assert.False(
        Assert.IsType<OldEntry.Triplet>(OfKamaelia("('192.0.2.1', '<a@example.org>', '<b@example.com>')", "1194387735", havePassed: false)).Times.HasPassed);

    [Theory]
    [InlineData("('192.0.2.1', '<a@example.org>')", "1")]
    [InlineData("('192.0.2.1', '<a@example.org>', '<b@example.com>', 'x')", "1")]
    [InlineData("('192.0.2.1', '<a@example.org>', '<b@example.com>'", "1")]
    [InlineData("('192.0.2.1', '<a@example.org>', '<b@example.com>') ", "now")]
    [InlineData("('192.0.2.1', '<a@example.org>', '<b@example.com>')", "")]
    [InlineData("('192.0.2.1', '<a@example.org>', '<b@example.com>')", "1e400")]
    [InlineData("('mx', '<a@example.org>', '<b@example.com>')", "1")]
    [InlineData("('192.0.2.1', '<a@example.org', '<b@example.com>')", "1")]
    [InlineData(@"('192.0.2.1', '<a\n@example.org>', '<b@example.com>')", "1")]
    [InlineData("('192.0.2.1', '<a@example.org>', '<>')", "1")]
    [InlineData(@"('192.0.2.1', '<\xz@example.org>', '<b@example.com>')", "1")]
    [InlineData("", "")]
    public void An_invalid_key_or_value_is_reported(string key, string value) => Assert.IsType<OldEntry.Lost>(OfKamaelia(key, value, havePassed: true));

    [Theory]
    [InlineData("192.0.2.0/a@example.org/b@example.com", 24, "a@example.org", "b@example.com")]
    [InlineData("192.0.2.0//b@example.com", 24, "", "b@example.com")]
    [InlineData("192.0.2.0/a/c@example.org/b/d@example.com", 24, "a/c@example.org", "b/d@example.com")]
    [InlineData("192.0.2.0/root/b@example.com", 24, "root", "b@example.com")]
    [InlineData("192.0.2.0/bounce-#@example.org/b@example.com", 24, "bounce-#@example.org", "b@example.com")]
    [InlineData("2001:db8:0:0:0:0:0:0/a@example.org/b@example.com", 64, "a@example.org", "b@example.com")]
    public void A_key_of_postgrey_is_a_triplet(string key, int bits, string from, string to)
    {
        var triplet = Assert.IsType<OldEntry.Triplet>(OfPostgrey(key, "1700000000,1700000300"));
        Assert.Equal((bits, from, to, true), (triplet.Bits, triplet.ReversePath, triplet.ForwardPath, triplet.Times.HasPassed));
    }

    [Theory]
    [InlineData("1700000000,1700000299", false)]
    [InlineData("1700000000,1700000300", true)]
    [InlineData("1700000000,1700000300,mx1", true)]
    public void A_postgrey_triplet_has_passed_if_its_last_attempt_was_after_the_delay(string value, bool hasPassed) =>
        Assert.Equal(hasPassed, Assert.IsType<OldEntry.Triplet>(OfPostgrey("192.0.2.0/a@example.org/b@example.com", value)).Times.HasPassed);

    [Theory]
    [InlineData("192.0.2.0/#@example.org/b@example.com", "1700000000,1700000300", "number")]
    [InlineData("da39a3ee5e6b4b0d3255bfef95601890afd80709", "1700000000,1700000300", "--privacy")]
    [InlineData("192.0.2.0", "5,1700000300", "not a triplet")]
    [InlineData("192.0.2.0/a@example.org", "5,1700000300", "not a triplet")]
    [InlineData("192.0.2.0/a@example.org/b@example.com", "1700000300", "times")]
    public void An_unreadable_postgrey_entry_is_reported(string key, string value, string why) =>
        Assert.Contains(why, Assert.IsType<OldEntry.Lost>(OfPostgrey(key, value)).Why, StringComparison.Ordinal);

    [Theory]
    [InlineData("192.0.2.1", "5,1700000000", typeof(OldEntry.Client))]
    [InlineData("192.0.2.1", "4,1700000000", typeof(OldEntry.Lost))]
    [InlineData("192.0.2.1", "5", typeof(OldEntry.Lost))]
    [InlineData("da39a3ee5e6b4b0d3255bfef95601890afd80709", "9,1700000000", typeof(OldEntry.Lost))]
    public void A_postgrey_client_is_exempt_after_five_passes(string key, string value, Type kind) =>
        Assert.IsType(kind, PostgreyClients.Read([DatabaseRecord.Of(key, value)], "c", PostgreyOptions.Default).Single());

    [Theory]
    [InlineData("GREY|192.0.2.1|mx.example.org|<a@example.org>|<b@example.com>|1700000000|1700086400|1700086400|1|0")]
    [InlineData("GREY|192.0.2.1|<a@example.org>|<b@example.com>|1700000000|1700086400|1700086400|1|0")]
    public void A_grey_line_of_spamd_waits(string line)
    {
        var triplet = Assert.IsType<OldEntry.Triplet>(SpamdDump.Read([line], "d").Single());
        Assert.Equal(("a@example.org", "b@example.com", new TripletTimes(1_700_000_000_000, TripletTimes.NotPassed)), (triplet.ReversePath, triplet.ForwardPath, triplet.Times));
    }

    [Fact]
    public void A_white_line_of_spamd_is_a_client() => Assert.Equal(
        "2001:db8::1",
        Assert.IsType<OldEntry.Client>(SpamdDump.Read(["WHITE|2001:db8::1|||1700000000|1700001800|1703110800|2|7"], "d").Single()).Address.ToString());

    [Theory]
    [InlineData("TRAPPED|192.0.2.66|1700086400")]
    [InlineData("SPAMTRAP|trap@example.com")]
    [InlineData("DOMAIN|example.com")]
    [InlineData("GREY|192.0.2.1|mx|<a|b@example.org>|<b@example.com>|1700000000|1700086400|1700086400|1|0")]
    [InlineData("GREY|192.0.2|mx|<a@example.org>|<b@example.com>|1700000000|1700086400|1700086400|1|0")]
    [InlineData("WHITE|192.0.2.1|x||1700000000|1700001800|1703110800|2|7")]
    [InlineData("anything")]
    public void Other_lines_of_spamd_are_reported_with_their_number(string line) =>
        Assert.Equal("d:3", Assert.IsType<OldEntry.Lost>(SpamdDump.Read(["", "", line], "d").Single()).Where);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2", "192.0.2.0/24")]
    [InlineData("192.0 # two octets", "192.0.0.0/24")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    public void An_exempt_client_of_postgrey_is_listed_by_its_address(string line, string ours) =>
        Assert.Equal(ours, Assert.IsType<OldEntry.Listed>(PostgreyWhitelists.Clients([line], "w").Single()).Ours);

    [Fact]
    public void A_client_name_and_a_network_with_bits_after_its_prefix_are_reported() => Assert.All(
        PostgreyWhitelists.Clients(["mx.example.org", @"/^mx\./", "two words", "192.0.2.1/24", "192.0.2.0/3"], "w"), entry => Assert.IsType<OldEntry.Lost>(entry));

    [Fact]
    public void Exempt_recipients_are_converted_to_our_entries() => Assert.Equal(
        ["postmaster@", "ann@example.com", "@example.net", ".example.net", "/^b/i"],
        PostgreyWhitelists.Recipients(["# comment", "postmaster@", "ann@example.com", "", "example.net", "/^b/"], "w").Select(entry => Assert.IsType<OldEntry.Listed>(entry).Ours));

    [Fact]
    public void Recipients_that_our_lists_do_not_accept_are_reported() => Assert.All(
        PostgreyWhitelists.Recipients(["/(/", "/./", "ann@no domain", "ann@-.com"], "w"), entry => Assert.IsType<OldEntry.Lost>(entry));

    [Fact]
    public void Options_of_postgrey_are_parsed_as_postgrey_does()
    {
        var (options, notImported) = PostgreyOptions.Parse("--inet=10023 --delay 60 --max-age=0 --retry-window=6h --lookup-by-host --auto-whitelist-clients --privacy --greylist-text=no -v");
        Assert.Equal(
            new PostgreyOptions(TimeSpan.FromMinutes(1), TimeSpan.FromDays(35), TimeSpan.FromHours(6), 32, 128, 5), options);
        Assert.Equal(["--privacy", "--greylist-text=no"], notImported.AsEnumerable());
        Assert.Throws<FormatException>(() => PostgreyOptions.Parse("--delay=soon"));
        Assert.Equal(PostgreyOptions.Default, PostgreyOptions.Parse("").Options);
    }

    private static OldEntry OfKamaelia(string key, string value, bool havePassed) => KamaeliaTriplets.Read([DatabaseRecord.Of(key, value)], "k", havePassed).Single();

    private static OldEntry OfPostgrey(string key, string value) => PostgreyTriplets.Read([DatabaseRecord.Of(key, value)], "p", PostgreyOptions.Default).Single();
}
