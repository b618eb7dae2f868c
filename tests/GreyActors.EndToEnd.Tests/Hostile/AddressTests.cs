using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Unusual addresses and parameters: the reply (RFC 5321 4.1.2, RFC 6531), and the command to the backend.</summary>
public sealed class AddressTests(AddressTests.Peers peers) : IClassFixture<AddressTests.Peers>
{
    [Theory]
    [InlineData("MAIL FROM:<>", 250)]
    [InlineData("MAIL FROM:< >", 250)]
    [InlineData("MAIL FROM: <a@example.net>", 250)]
    [InlineData("mail from:<a@example.net>", 250)]
    [InlineData("MAIL FROM <a@example.net>", 501)]
    [InlineData("MAIL FROM:a@example.net", 250)]
    [InlineData("MAIL FROM: a@example.net SIZE=1", 250)]
    [InlineData("MAIL FROM:\t<a@example.net>\tSIZE=1", 250)]
    [InlineData("MAIL FROM:a..@example.net", 250)]
    [InlineData("MAIL FROM:<a@example.net", 501)]
    [InlineData("MAIL FROM:a@example.net>", 501)]
    [InlineData("MAIL FROM:<<a@example.net>>", 501)]
    [InlineData("MAIL FROM:<a@example.net>x", 501)]
    [InlineData("MAIL FROM:<a@example.net>,<b@example.net>", 501)]
    [InlineData("MAIL FROM:<a>", 501)]
    [InlineData("MAIL FROM:<a@>", 501)]
    [InlineData("MAIL FROM:<@example.net>", 501)]
    [InlineData("MAIL FROM:<@>", 501)]
    [InlineData("MAIL FROM:<a@@example.net>", 501)]
    [InlineData("MAIL FROM:<a@b@example.net>", 501)]
    [InlineData("MAIL FROM:<a b@example.net>", 501)]
    [InlineData("MAIL FROM:<.a@example.net>", 250)]
    [InlineData("MAIL FROM:<a.@example.net>", 250)]
    [InlineData("MAIL FROM:<a..b@example.net>", 250)]
    [InlineData("MAIL FROM:<a@example..net>", 501)]
    [InlineData("MAIL FROM:<a@.example.net>", 501)]
    [InlineData("MAIL FROM:<a@-example.net>", 501)]
    [InlineData("MAIL FROM:<a@example.net-->", 501)]
    [InlineData("MAIL FROM:<\"a b@c\"@example.net>", 250)]
    [InlineData("MAIL FROM:<\"a\\\"b\\\\\"@example.net>", 250)]
    [InlineData("MAIL FROM:<\"\"@example.net>", 250)]
    [InlineData("MAIL FROM:<\"a\"b@example.net>", 501)]
    [InlineData("MAIL FROM:<\"a@example.net>", 501)]
    [InlineData("MAIL FROM:<a@[192.0.2.1]>", 250)]
    [InlineData("MAIL FROM:<a@[IPv6:2001:db8::1]>", 250)]
    [InlineData("MAIL FROM:<a@[ipv6:::1]>", 250)]
    [InlineData("MAIL FROM:<a@[192.0.2.256]>", 501)]
    [InlineData("MAIL FROM:<a@[192.0.2.1>", 501)]
    [InlineData("MAIL FROM:<a@[2001:db8::1]>", 501)]
    [InlineData("MAIL FROM:<a@[IPv6:2001:db8:::1]>", 501)]
    [InlineData("MAIL FROM:<a@[]>", 501)]
    [InlineData("MAIL FROM:<a@[unknown:x]>", 501)]
    [InlineData("MAIL FROM:<@relay.example.org:a@example.net>", 250)]
    [InlineData("MAIL FROM:<@relay.example.org,@b.example.org:a@example.net>", 250)]
    [InlineData("MAIL FROM:<@relay.example.org,a@example.net>", 501)]
    [InlineData("MAIL FROM:<@relay.example.org:>", 501)]
    [InlineData("MAIL FROM:<b\u00c3\u00bccher@example.net> SMTPUTF8", 250)]
    [InlineData("MAIL FROM:<b\u00c3\u00bccher@example.net>", 550)]
    [InlineData("MAIL FROM:<a@b\u00c3\u00bccher.example.net>", 550)]
    [InlineData("MAIL FROM:<b\u00fccher@example.net> SMTPUTF8", 500)]
    [InlineData("MAIL FROM:<a@example.net> SMTPUTF8 ENVID=\u00c3\u00a4", 250)]
    [InlineData("MAIL FROM:<a@example.net> ENVID=\u00c3\u00a4", 501)]
    [InlineData("MAIL FROM:<a@example.net> SIZE=1000", 250)]
    [InlineData("MAIL FROM:<a@example.net> size=0", 250)]
    [InlineData("MAIL FROM:<a@example.net> SIZE=", 501)]
    [InlineData("MAIL FROM:<a@example.net> SIZE=-1", 501)]
    [InlineData("MAIL FROM:<a@example.net> SIZE=1k", 501)]
    [InlineData("MAIL FROM:<a@example.net> SIZE=999999999999999999999", 501)]
    [InlineData("MAIL FROM:<a@example.net> SIZE=52428801", 552)]
    [InlineData("MAIL FROM:<a@example.net> SIZE=1 SIZE=1", 250)]
    [InlineData("MAIL FROM:<a@example.net> BODY=7BIT", 250)]
    [InlineData("MAIL FROM:<a@example.net> body=8bitmime", 250)]
    [InlineData("MAIL FROM:<a@example.net> BODY=BINARYMIME", 501)]
    [InlineData("MAIL FROM:<a@example.net> BODY", 501)]
    [InlineData("MAIL FROM:<a@example.net> SMTPUTF8=1", 501)]
    [InlineData("MAIL FROM:<a@example.net> RET=HDRS ENVID=QQ314159", 250)]
    [InlineData("MAIL FROM:<a@example.net> RET=SOME", 501)]
    [InlineData("MAIL FROM:<a@example.net> ENVID=", 501)]
    [InlineData("MAIL FROM:<a@example.net> NOTIFY=NEVER", 555)]
    [InlineData("MAIL FROM:<a@example.net> AUTH=<>", 250)]
    [InlineData("MAIL FROM:<a@example.net> XVERP", 555)]
    [InlineData("MAIL FROM:<a@example.net> HOLDFOR=10", 555)]
    [InlineData("MAIL FROM:<a@example.net> =1", 501)]
    [InlineData("MAIL FROM:<a@example.net> SIZE=1=1", 501)]
    public async Task MAIL_is_answered_according_to_the_RFCs(string command, int code)
    {
        using var client = await peers.AllowedClient();
        Assert.Equal(code, (await client.Say(command)).Code);
        await client.Say("RSET", "250");
    }

    [Theory]
    [InlineData("a@example.test", 451)]
    [InlineData("a@EXAMPLE.Test", 451)]
    [InlineData("postmaster", 250)]
    [InlineData("PostMaster", 250)]
    [InlineData("postmaster@example.test", 250)]
    [InlineData("POSTMASTER@EXAMPLE.TEST", 250)]
    [InlineData("\"postmaster\"@example.test", 250)]
    [InlineData("postmaster@example.com", 550)]
    [InlineData("", 501)]
    [InlineData("a", 501)]
    [InlineData("a@example.com", 550)]
    [InlineData("a@sub.example.test", 550)]
    [InlineData("a@example.test.example.com", 550)]
    [InlineData("a@example.test.", 501)]
    [InlineData("a@xexample.test", 550)]
    [InlineData("a@[127.0.0.1]", 550)]
    [InlineData("a@[IPv6:::1]", 550)]
    [InlineData("a%example.com@example.test", 550)]
    [InlineData("example.com!a@example.test", 550)]
    [InlineData("\"a@example.com\"@example.test", 550)]
    [InlineData("\"a\\@example.com\"@example.test", 550)]
    [InlineData("\"a%example.com\"@example.test", 550)]
    [InlineData("@example.com:a@example.test", 451)]
    [InlineData("@example.test:a@example.com", 550)]
    [InlineData("@example.com,@[127.0.0.1]:a@example.test", 451)]
    [InlineData("a@b\u00c3\u00bccher.example", 451)]
    [InlineData("a@B\u00c3\u009cCHER.EXAMPLE", 451)]
    [InlineData("a@xn--bcher-kva.example", 451)]
    [InlineData("a@XN--BCHER-KVA.example", 451)]
    [InlineData("a@example\u00e3\u0080\u0082test", 501)]
    [InlineData("a@\u00ef\u00bd\u0085xample.test", 550)]
    [InlineData("a@ex\u00d0\u00b0mple.test", 550)]
    [InlineData("\u00c3\u00a4@example.test", 451)]
    public async Task RCPT_is_answered_by_the_meaning_of_the_address_not_its_spelling(string forwardPath, int code)
    {
        using var client = await peers.Stranger();
        await client.Say("MAIL FROM:<a@example.net> SMTPUTF8", "250");
        Assert.Equal(code, (await client.Say($"RCPT TO:<{forwardPath}>")).Code);
    }

    [Theory]
    [InlineData("NOTIFY=NEVER", 250)]
    [InlineData("NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;a+40b@example.test", 250)]
    [InlineData("NOTIFY=NEVER,DELAY", 501)]
    [InlineData("NOTIFY=", 501)]
    [InlineData("NOTIFY=NEVER NOTIFY=NEVER", 250)]
    [InlineData("ORCPT=a@example.test", 501)]
    [InlineData("SIZE=10", 555)]
    [InlineData("SMTPUTF8", 555)]
    [InlineData("RRVS=2014-04-03T23:01:00Z", 555)]
    [InlineData("ORCPT=utf-8;\\x{E4}@example.test", 250)]
    [InlineData("ORCPT=utf-8;\u00c3\u00a4@example.test", 501)]
    [InlineData("ORCPT=rfc822;bounce-a=b@example.test", 250)]
    [InlineData("\u00c3\u00a4=1", 501)]
    public async Task RCPT_accepts_only_parameters_that_were_offered(string parameters, int code)
    {
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        Assert.Equal(code, (await client.Say($"RCPT TO:<a@example.test> {parameters}")).Code);
    }

    [Fact]
    public async Task The_backend_gets_the_paths_of_the_client_in_brackets_byte_for_byte()
    {
        var longName = new string('x', 1000);
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM: .bounce..list.@example.net SMTPUTF8\tENVID=\u00c3\u00a4 ENVID=\u00c3\u00a4 AUTH=<>", "250");
        await client.Say("RCPT TO:odd..name.@example.test ORCPT=utf-8;\u00c3\u00a4@example.test", "250");
        await client.Say($"RCPT TO:\t@r.example:{longName}@example.test \tNOTIFY=NEVER", "250");
        await client.Say("RCPT TO:\"odd> name\"@example.test", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("x\r\n.\r\n");
        await client.Expect("250");
        var message = await peers.Recorder.MessageFor("odd..name.@example.test");
        Assert.Equal("MAIL FROM:<.bounce..list.@example.net> SMTPUTF8 ENVID=\u00c3\u00a4", message.Mail);
        Assert.Equal(
            [
                "RCPT TO:<odd..name.@example.test> ORCPT=utf-8;\u00c3\u00a4@example.test", $"RCPT TO:<{longName}@example.test> NOTIFY=NEVER",
                "RCPT TO:<\"odd> name\"@example.test>",
            ],
            message.Recipients);
    }

    [Fact]
    public async Task A_long_address_is_deferred_and_logged_completely()
    {
        var longName = new string('y', 900);
        using var client = await peers.Stranger();
        await client.Say($"MAIL FROM:<{longName}@example.net>", "250");
        await client.Say($"RCPT TO:<{longName}@example.test>", "451");
        await client.Say("RSET", "250");
        var line = await Eventually.Find("its line", () => peers.Program.GreylistLog().FirstOrDefault(line => line.ReversePath.Contains("yyy", StringComparison.Ordinal)));
        Assert.Equal(($"<{longName}@example.net>", $"<{longName}@example.test>"), (line.ReversePath, line.ForwardPaths));
    }

    [Fact]
    public async Task A_recipient_beyond_ASCII_without_SMTPUTF8_is_refused()
    {
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<\u00c3\u00a4@example.test>", "553 5.6.7");
        await client.Say("RCPT TO:<a@b\u00c3\u00bccher.example>", "553 5.6.7");
    }

    [Fact]
    public async Task After_HELO_no_parameter_is_accepted()
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort);
        await client.Play("""
            S: 220
            C: HELO a
            S: 250
            C: MAIL FROM:<a@example.net> SIZE=1
            S: 555
            C: MAIL FROM:<a@example.net>
            S: 250
            """);
    }

    [Fact]
    public async Task Source_routes_are_removed_before_the_backend_gets_a_path()
    {
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<@relay.example.org:a@example.net>", "250");
        await client.Say("RCPT TO:<@relay.example.org,@b.example.org:routed@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("x\r\n.\r\n");
        await client.Expect("250");
        var message = await peers.Recorder.MessageFor("routed@example.test");
        Assert.Equal("MAIL FROM:<a@example.net>", message.Mail);
        Assert.Equal(["RCPT TO:<routed@example.test>"], message.Recipients);
        Assert.DoesNotContain(peers.Recorder.Commands, line => line.Contains("relay.example.org", StringComparison.Ordinal));
    }

    /// <summary>A program that also serves an internationalized domain, and defers for longer than the tests run.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration
            .With("allowed-domains", "[\"example.test\", \"xn--bcher-kva.example\"]")
            .With("limits.max-connections-per-client", "0")
            .With("greylisting.initial-delay", "10m");
    }
}
