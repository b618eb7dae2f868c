using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Identities;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Known;

/// <summary>An <see cref="IdentityLab"/> in which every test has organisations of its own, and pools that send their mail; each test says which configuration it needs.</summary>
public sealed class KnownLab : IdentityLab
{
    /// <summary>A HELO name that proves nothing.</summary>
    public const string NoName = "unknown.helo.test";

    private GreyActorsConfiguration _first = null!;

    /// <summary>Every organisation below <c>example</c>, and each of its subdomains, permits the same three hosts by SPF.</summary>
    protected override string Records => $"""
        *.example. IN TXT "v=spf1 ip4:192.0.2.20 ip4:203.0.113.20 ip4:198.51.100.20 -all"

        {LabZone.Host("mail-1.pool.test", "192.0.2.7")}
        {LabZone.Host("mail-9.pool.test", "203.0.113.9")}

        {LabZone.Host("mail-1.partner.test", "203.0.113.40")}

        """;

    /// <summary>An organisation of its own.</summary>
    public static string NewOrganisation() => $"{Guid.NewGuid():N}.example";

    /// <summary>The rule of a decision, and the identity that let the mail pass.</summary>
    public static (string Rule, string By) RuleOf(JsonElement decision) => (Word(decision, "rule"), Word(decision, "by"));

    /// <summary>The program runs with the first configuration and these changes.</summary>
    public Task Use(Func<GreyActorsConfiguration, GreyActorsConfiguration> change)
    {
        var wanted = change(_first);
        return wanted.ToHocon() == Configuration.ToHocon() ? Task.CompletedTask : Reload(wanted);
    }

    /// <summary>The program runs with this <c>known-clients.settle</c>, and the first configuration otherwise.</summary>
    public Task Settle(string time) => Use(configuration => configuration.With("known-clients.settle", time));

    /// <summary>Ends the program with a signal, and starts it again with the first configuration and these changes.</summary>
    public async Task Restart(string signal, Func<GreyActorsConfiguration, GreyActorsConfiguration> change)
    {
        Program.Signal(signal);
        await Program.ExitCode();
        await Write(change(_first));
        await Program.Restart();
    }

    /// <summary>A mail waits and passes; returns the recipient.</summary>
    public async Task<string> PassByWaiting(string client, string from)
    {
        var to = NewRecipient();
        await FirstAttempt(client, NoName, from, to);
        await RetryThatPasses(client, NoName, from, to);
        Assert.Equal("waited-long-enough", RuleOf(await Decision(to, "accepted")).Rule);
        return to;
    }

    /// <summary>A mail to a new recipient is accepted at its first attempt; returns the decision.</summary>
    public Task<JsonElement> PassesAtOnce(string client, string from) => PassesAtOnce(client, from, NewRecipient());

    /// <summary>A mail is accepted at its first attempt; returns the decision.</summary>
    public async Task<JsonElement> PassesAtOnce(string client, string from, string to)
    {
        await RetryThatPasses(client, NoName, from, to);
        return await Decision(to, "accepted");
    }

    /// <summary>A mail to a new recipient is deferred at its first attempt.</summary>
    public Task Waits(string client, string from) => Waits(client, from, NewRecipient());

    /// <summary>A mail is deferred at its first attempt, because the greylist has never seen it.</summary>
    public async Task Waits(string client, string from, string to)
    {
        await Attempt(client, NoName, from, to, "451 4.7.1");
        Assert.Equal("never-seen", RuleOf(await Decision(to, "deferred")).Rule);
    }

    /// <summary>The known pairs and the expected reply in the explanation of a mail.</summary>
    public async Task<JsonElement[]> KnownOf(string client, string from, string to) =>
        [.. (await Explain(client, NoName, from, to)).GetProperty("known").EnumerateArray()];

    /// <summary>Waits until a reply of this sender to our user would be accepted.</summary>
    public Task ReplyIsExpected(string from, string to) => Eventually.Holds($"a reply of {from} to {to} is expected", async () =>
        (await KnownOf("192.0.2.20", from, to)).Any(known => Word(known, "source") == "sent"));

    /// <summary>A client that may send to any domain.</summary>
    public Task<SmtpClientSocket> OurClient() => SmtpClientSocket.Greeted(Program.SmtpPort, GreyActorsConfiguration.AllowedSender);

    /// <summary>Our user sends a mail, which the backend accepts.</summary>
    public async Task UserWrites(string user, string to)
    {
        using var client = await OurClient();
        Assert.Equal(250, (await client.Deliver(user, to, "x\r\n")).Code);
    }

    /// <inheritdoc/>
    protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => _first = configuration
        .With("known-clients.settle", "1h")
        // A slow store on a busy machine would admit mail without a verdict.
        .With("store.timeout", "60s");
}
