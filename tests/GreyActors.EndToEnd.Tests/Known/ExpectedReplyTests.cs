using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Identities;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Known;

/// <summary>Mail of our users to an organisation makes its replies expected: they do not wait.</summary>
[Collection(SharedKnownLab.Name)]
public sealed class ExpectedReplyTests(KnownLab lab)
{
    private readonly string _organisation = KnownLab.NewOrganisation();
    private readonly string _ann = IdentityLab.NewRecipient();

    [Fact]
    public async Task A_reply_that_SPF_proves_does_not_wait()
    {
        await AnnWrites();

        var decision = await lab.PassesAtOnce("203.0.113.20", $"cora@{_organisation}", _ann);
        Assert.Equal(("expected-reply", $"spf:{_organisation}"), KnownLab.RuleOf(decision));
    }

    [Fact]
    public async Task A_reply_that_a_confirmed_name_proves_does_not_wait()
    {
        await lab.Settle("1h");
        await lab.UserWrites(_ann, "bob@partner.test");
        await lab.ReplyIsExpected("bob@partner.test", _ann);

        var decision = await lab.PassesAtOnce("203.0.113.40", "bob@mail.partner.test", _ann);
        Assert.Equal(("expected-reply", "host:partner.test"), KnownLab.RuleOf(decision));
    }

    [Fact]
    public async Task A_bounce_from_the_organisation_does_not_wait()
    {
        await AnnWrites();

        await lab.RetryThatPasses("203.0.113.20", $"mx.{_organisation}", "", _ann);

        Assert.Equal(("expected-reply", $"spf:mx.{_organisation}"), KnownLab.RuleOf(await lab.Decision(_ann, "accepted")));
    }

    [Fact]
    public async Task Mail_to_another_user_waits_and_so_does_mail_of_another_organisation()
    {
        await AnnWrites();

        await lab.Waits("203.0.113.20", $"bob@{_organisation}");
        await lab.Waits("203.0.113.20", $"bob@{KnownLab.NewOrganisation()}", _ann);
    }

    [Theory]
    [InlineData("203.0.113.99")]
    // Its name belongs to another organisation.
    [InlineData("203.0.113.9")]
    public async Task Mail_waits_without_proof_of_the_organisation(string client)
    {
        await AnnWrites();

        await lab.Waits(client, $"bob@{_organisation}", _ann);
    }

    [Fact]
    public async Task No_reply_is_expected_to_mail_that_the_backend_refuses()
    {
        var cora = IdentityLab.NewRecipient();
        await lab.Settle("1h");
        using var client = await lab.OurClient();
        lab.Recorder.Misbehave(Stage.EndOfData, new Misbehaviour.Answer("554 5.7.1 No"));
        Assert.Equal(554, (await client.Deliver(_ann, $"bob@{_organisation}", "x\r\n")).Code);
        lab.Recorder.Behave();

        await OnlyCoraExpectsAReply(cora, () => client.Deliver(cora, $"bob@{_organisation}", "x\r\n"));
    }

    [Fact]
    public async Task A_reply_is_expected_only_from_the_recipients_that_the_backend_accepts()
    {
        var refused = KnownLab.NewOrganisation();
        await lab.Settle("1h");
        using var client = await lab.OurClient();
        await client.Say($"MAIL FROM:<{_ann}>", "250");
        lab.Recorder.Misbehave(Stage.Recipient, new Misbehaviour.Answer("550 5.1.1 Nobody"));
        await client.Say($"RCPT TO:<bob@{refused}>", "550");
        lab.Recorder.Behave();
        await client.Say($"RCPT TO:<bob@{_organisation}>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("x\r\n.\r\n");
        await client.Expect("250");

        await lab.ReplyIsExpected($"bob@{_organisation}", _ann);
        await lab.Waits("203.0.113.20", $"bob@{refused}", _ann);
    }

    [Fact]
    public async Task No_reply_is_expected_to_mail_whose_session_ends_before_the_final_dot()
    {
        var cora = IdentityLab.NewRecipient();
        await lab.Settle("1h");
        using (var client = await lab.OurClient())
        {
            await client.Say($"MAIL FROM:<{_ann}>", "250");
            await client.Say($"RCPT TO:<bob@{_organisation}>", "250");
            await client.Say("DATA", "354");
            await client.SendBytes("x\r\n");
        }

        await lab.Program.NobodyIsLeft();
        await OnlyCoraExpectsAReply(cora, () => lab.UserWrites(cora, $"bob@{_organisation}"));
    }

    [Fact]
    public async Task With_a_lifetime_of_zero_no_reply_is_expected()
    {
        var (cora, dan) = (IdentityLab.NewRecipient(), IdentityLab.NewRecipient());
        await lab.Settle("1h");
        await lab.UserWrites(cora, $"bob@{_organisation}");
        await lab.ReplyIsExpected($"bob@{_organisation}", cora);

        await lab.Use(configuration => configuration.With("replies.lifetime", "0s"));
        await lab.UserWrites(_ann, $"bob@{_organisation}");
        await lab.Waits("203.0.113.20", $"bob@{_organisation}", cora);

        await lab.Settle("1h");
        await OnlyCoraExpectsAReply(dan, () => lab.UserWrites(dan, $"bob@{_organisation}"));
    }

    private async Task AnnWrites()
    {
        await lab.Settle("1h");
        await lab.UserWrites(_ann, $"bob@{_organisation}");
        await lab.ReplyIsExpected($"bob@{_organisation}", _ann);
    }

    // Her mail comes after Ann's to the same organisation, so that nothing about Ann's is still to be learned.
    private async Task OnlyCoraExpectsAReply(string cora, Func<Task> writes)
    {
        await writes();
        await lab.ReplyIsExpected($"bob@{_organisation}", cora);
        await lab.Waits("203.0.113.20", $"bob@{_organisation}", _ann);
    }
}
