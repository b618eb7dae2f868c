using System.Net;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Addresses;
using GreyActors.Migration.Kamaelia;
using GreyActors.Tests.Configuration;
using Xunit;

namespace GreyActors.Tests.Migration;

public sealed class KamaeliaHoconTests
{
    // In the form of the file of Kamaelia Grey, with the addresses of its slides.
    private const string Example = """
        #
        # Our greylist
        #

        # where it listens
        port = 2525
        servername = mail.example.com
        serverid = GreyActors
        # the backend
        smtp_ip = 127.0.0.1
        smtp_port = 8025
        inactivity_timeout = 60
        greylist_log = var/greylist.log
        greylist_debuglog = var/greylist-debug.log
        attempters_db = attempters.dbm
        greylisted_db = greylisted.dbm

        #-----------------------------------
        # may send anywhere
        allowed_senders:
            127.0.0.2

        allowed_sender_nets:
            192.168.2.
        #    10
        #    172.16

        allowed_domains:
            example.com
            # of the lists
            lists.example.com

        whitelisted_triples:
             192.0.2.25 <news@example.org> <user@example.com>
        whitelisted_nonstandard_triples:
            mail.example.net 198.51.100. <user@example.com>

        """;

    [Fact]
    public void The_example_is_converted_to_the_values_of_the_shipped_configuration()
    {
        var made = Load(Example).Settings;
        var byHand = Configured.Valid(File.ReadAllText(Configured.RepositoryFile("hocon/kamaelia.conf")), sets: []).Settings;
        Assert.Equal(byHand.Greylisting, made.Greylisting);
        Assert.Equal(byHand.Log, made.Log);
        Assert.Equal(byHand.InactivityTimeout, made.InactivityTimeout);
        Assert.Equal((byHand.ServerName, byHand.ServerId), (made.ServerName, made.ServerId));
        Assert.Equal(byHand.Relay.To.AsEnumerable(), made.Relay.To);
        Assert.Equal("0.0.0.0:2525", made.Listen[0].Endpoint.ToString());
        Assert.Equal(Texts(byHand.Access.AllowedDomains), Texts(made.Access.AllowedDomains));
        Assert.Equal(Texts(byHand.Access.WhitelistedTriples), Texts(made.Access.WhitelistedTriples));
        Assert.Equal(Texts(byHand.Access.WhitelistedNonstandardTriples), Texts(made.Access.WhitelistedNonstandardTriples));
        Assert.Equal(["127.0.0.1", .. Texts(byHand.Access.AllowedSenders)], Texts(made.Access.AllowedSenders));
        Assert.Equal(["192.168.2."], Texts(made.Access.AllowedSenderNets));
        Assert.Empty(Of(Example).NotImported);
        Assert.Empty(Of(Example).Remarks);
    }

    [Fact]
    public void Comments_keep_their_places() => Assert.Contains(
        """
          # the backend
          relay.to = ["127.0.0.1:8025"]   # smtp_ip
          # smtp_port is in relay.to above
        """.ReplaceLineEndings("\n"),
        Of(Example).Text,
        StringComparison.Ordinal);

    [Fact]
    public void A_comment_among_entries_keeps_its_place() => Assert.Contains(
        """
          allowed-domains = [
            "example.com"
            # of the lists
            "lists.example.com"
          ]
        """.ReplaceLineEndings("\n"),
        Of(Example).Text,
        StringComparison.Ordinal);

    [Fact]
    public void Missing_settings_get_the_defaults_of_Kamaelia_Grey()
    {
        var made = Load("").Settings;
        Assert.Equal("192.168.2.9:8025", HostAndPort.Of(made.Relay.To[0]));
        Assert.Equal(("mail.example.com", "Kamaelia-SMTP 1.0", 25), (made.ServerName, made.ServerId, ((IPEndPoint)made.Listen[0].Endpoint).Port));
        Assert.Equal(["127.0.0.1"], Texts(made.Access.AllowedSenders));
        Assert.Equal(("greylist.log", "greylist-debug.log"), (made.Log.Greylist, made.Log.Debug));
    }

    [Theory]
    [InlineData("colour = green\n", 1)]
    [InlineData("port = 25 # the usual\n", 1)]
    [InlineData("port = none\n", 1)]
    [InlineData("smtp_port = 99999\n", 1)]
    [InlineData("servername = no name\n", 1)]
    [InlineData("inactivity_timeout = 0\n", 1)]
    [InlineData("port = 25\n\nport = 26\n", 1)]
    [InlineData("allowed_senders:\n    192.0.2\n", 2)]
    [InlineData("allowed_sender_nets:\n    192.168.\n    192.168.0.1/16\n", 3)]
    [InlineData("allowed_domains:\n    *.example.com\n", 2)]
    [InlineData("allowed_domains:\n    example.com\n\n    example.org\n", 4)]
    [InlineData("allowed_domains:\n    example.com\n# new\n    example.org\n", 4)]
    [InlineData("whitelisted_triples:\n    192.0.2.1 <a@example.org>\n", 2)]
    [InlineData("whitelisted_nonstandard_triples:\n    file:x 192.0.2. <a@example.com>\n", 2)]
    [InlineData("blocked_senders:\n", 1)]
    [InlineData("allowed_senders\n", 1)]
    [InlineData("allowed_senders :\n", 1)]
    public void A_line_that_cannot_be_imported_is_reported_and_becomes_a_comment(string text, int line)
    {
        var made = Of(text);
        Assert.Equal($"greylist.conf:{line}", Assert.Single(made.NotImported).Where);
        Assert.Contains($"# not imported: {text.Split('\n')[line - 1].Trim()}\n", made.Text, StringComparison.Ordinal);
        Load(text);
    }

    [Theory]
    [InlineData("allowed_sender_nets:\n    192.168.2\n", "matched more")]
    [InlineData("allowed_sender_nets:\n    192.168.0.0/16\n", "here it matches")]
    [InlineData("allowed_domains:\n    Example.COM\n", "capitals")]
    [InlineData("whitelisted_triples:\n    192.0.2.1  <a@example.org> <b@example.com>\n", "accepted all mail")]
    [InlineData("allowed_domains:\n    example.com", "line end")]
    [InlineData("serverid = a=b\n", "equals")]
    public void A_difference_in_meaning_is_reported(string text, string remark) =>
        Assert.Contains(remark, Assert.Single(Of(text).Remarks).Text, StringComparison.Ordinal);

    [Fact]
    public void Lists_of_one_name_are_merged_without_duplicates()
    {
        const string Text = "allowed_domains:\n    example.com\nport = 25\nallowed_domains:\n    example.org\n    example.com\n";
        Assert.Equal(["example.com", "example.org"], Texts(Load(Text).Settings.Access.AllowedDomains));
        Assert.Empty(Of(Text).NotImported);
    }

    [Theory]
    [InlineData("# \u0007 ${x} } include \"x\"\r\nport = 25\r\n")]
    [InlineData("serverid = \"}{\\\n")]
    [InlineData("greylist_log = a\"b\\c ${HOME}\n")]
    [InlineData("allowed_domains:\n    \"a\n    ${x}\n    }\n")]
    [InlineData("=\n:\n")]
    public void No_text_in_the_file_breaks_the_configuration(string text) => Load(text);

    private static IEnumerable<string> Texts(IEnumerable<AccessEntry> entries) => entries.Select(entry => entry.Text);

    private static KamaeliaHocon Of(string text) => KamaeliaHocon.Of("greylist.conf", text);

    private static LoadedConfiguration.Valid Load(string text) => Configured.Valid(Of(text.ReplaceLineEndings("\n")).Text, sets: []);
}
