using System.Text.RegularExpressions;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>
/// Odd spellings of recipients in front of a Postfix that relays everything for its front end: Postfix delivers every accepted mail to a
/// domain that the program serves.
/// </summary>
public sealed partial class OddRecipientTests
{
    private static readonly string[] Spellings =
    [
        "<a1@example.test>", "a2@example.test", " a3@example.test ", "a4@example.test NOTIFY=NEVER", "\t< a5@example.test >", "@example.com:a6@example.test",
        "<@example.com,@example.net:a7@example.test>", "<.a8@example.test>", "<a9.@example.test>", "<a10..x@example.test>", "..a11@example.test",
        "\"a12\"@example.test", "<\"a13 x\"@example.test>", "<\"a14..x\"@example.test>", "<\"a15>x\"@example.test>", "<\"a16\\\"x\"@example.test>",
        "<a17|x@example.test>", "</a18@example.test>", "<a19+x=example.com@example.test>", "<a20=x#y$z&'*?^`{}~@example.test>", "<\"a21,x@\"@example.test>",
        "a22@example.test@example.com", "a23@example.com@example.test", "<a24@example.test@example.com>", "<a25@example.test>trailing", "<a26@example.test>>",
        "a27@example.test>", "a28 @example.test", "a29@ example.test", "\"a30\"b@example.test", "\"a31\".b@example.test", "a32(x)@example.test", "a33@example.test(x)",
        "(x)a34@example.test", "a35@(x)example.com", "a36%example.com@example.test", "example.com!a37@example.test", "<\"a38@example.com\"@example.test>",
        "<\"a39%example.com\"@example.test>", "a40@example.com", "a41@example.test,a42@example.com", "a43@example.test:a44@example.com", "a45@example.test a46@example.com",
        "<a47@example.test> <a48@example.com>", "<a49@example.test;a50@example.com>", "a51\\@example.com@example.test", "<a52@example.com\\@example.test>", "@example.test:a53@example.com",
        "<@example.test:@example.com:a54@example.test>", "<:include:a55@example.test>", "<a56@[127.0.0.1]>", "a57@example.test.", "<a58@example.com.>", "Ann <a59@example.test>",
        "<<a60@example.test>>", "<a61@example.test\t@example.com>", "a62@example.test\\@example.com", "\"a63@example.com", "<a64@example.com#example.test>", "<a65@example.com@>",
    ];

    [Fact]
    public async Task Every_accepted_recipient_is_in_a_served_domain()
    {
        using var receiver = PostfixInstance.Trusting();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(receiver.Port)
            .With("whitelisted-clients", "[\"127.0.0.0/8\"]")
            .With("limits.max-errors", "1000"));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);
        await client.Say("MAIL FROM:<s@example.net>", "250");
        var accepted = new List<string>();
        foreach (var spelling in Spellings)
        {
            if ((await client.Say($"RCPT TO:{spelling}")).Code == 250)
                accepted.Add(Name().Match(spelling).Value);
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(number => $"a{number}"), accepted);
        await client.Say("DATA", "354");
        await client.SendBytes("x\r\n.\r\n");
        await client.Expect("250");
        await Relay(program, "relayed@example.com");

        var delivered = await Eventually.Find("all recipients", () => Delivered().Matches(receiver.Log) is { Count: 21 } found ? found : null, PostfixInstance.Patience);
        Assert.Equal(
            accepted.Append("relayed").Order(StringComparer.Ordinal),
            delivered.Select(to => Name().Match(to.Groups["local"].Value) is { Success: true } name ? name.Value : "relayed").Order(StringComparer.Ordinal));
        // The last one shows that this Postfix relays, so only the check of the program prevents it.
        Assert.Equal("relayed@example.com", Assert.Single(delivered, to => to.Groups["domain"].Value != "example.test") is { } relayed ? $"{relayed.Groups["local"]}@{relayed.Groups["domain"]}" : "");
    }

    private static async Task Relay(GreyActorsProcess program, string recipient)
    {
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        Assert.Equal(250, (await client.Deliver("s@example.net", recipient, "x\r\n")).Code);
    }

    [GeneratedRegex("a[0-9]+")]
    private static partial Regex Name();

    // The domain is what is after the last @, as Postfix writes its internal form without quotes.
    [GeneratedRegex("to=<(?<local>[^\n]*)@(?<domain>[^@>\n]*)>, .*status=sent")]
    private static partial Regex Delivered();
}
