using System.Globalization;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class RelayDialogueTests
{
    private const string FullEhlo = "250-mail.example.com\n250-PIPELINING\n250-SIZE 1000\n250-8BITMIME\n250-SMTPUTF8\n250 DSN";

    private static readonly RelayPlan Plan = PlanOf("MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.com>");

    // The reply to the client and the step of the relay, for every phase and every kind of reply. "=" is the backend's own reply.
    private const string Table = """
                      | 220       | 250       | 354       | 451       | 554       | 421
        Banner        | say       | fail 4.3.0| fail 4.3.0| fail 4.3.0| fail 4.3.0| fail 4.3.0
        Ehlo          | say       | say       | fail 4.3.0| fail 4.3.0| say       | fail 4.3.0
        StartTls      | secure    | fail 4.3.0| fail 4.3.0| say       | say       | fail 4.4.2
        Handshake     | fail 4.3.0| fail 4.3.0| fail 4.3.0| fail 4.3.0| fail 4.3.0| fail 4.3.0
        Xclient       | say       | fail 4.3.0| fail 4.3.0| fail 4.3.0| fail 4.3.0| fail 4.3.0
        EhloAgain     | say       | say       | fail 4.3.0| fail 4.3.0| fail 4.3.0| fail 4.3.0
        Xforward      | say       | say       | fail 4.3.0| fail 4.3.0| fail 4.3.0| fail 4.3.0
        Helo          | say       | say       | fail 4.3.0| fail 4.3.0| fail 4.3.0| fail 4.3.0
        Mail          | say       | say       | fail 4.3.0| no mail = | no mail = | fail 4.4.2
        PipelinedMail | wait      | wait      | fail 4.3.0| no mail = | no mail = | fail 4.4.2
        Rcpt          | fail 4.3.0| accept =  | fail 4.3.0| refuse =  | refuse =  | fail 4.4.2
        Ready         | fail 4.3.0| fail 4.3.0| fail 4.3.0| fail =    | fail =    | fail 4.4.2
        Data          | fail 4.3.0| fail 4.3.0| go =      | fail =    | fail =    | fail 4.4.2
        MailData      | fail 4.3.0| fail 4.3.0| fail 4.3.0| fail =    | fail =    | fail 4.4.2
        EndOfData     | deliver = | deliver = | fail 4.3.0| fail =    | fail =    | fail 4.4.2
        """;

    [Fact]
    public void The_reply_to_the_client_follows_from_the_phase_and_the_backends_reply()
    {
        var rows = Table.Split('\n').Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()).ToArray();
        Assert.Equal(Enum.GetNames<RelayPhase>(), rows[1..].Select(row => row[0]));
        foreach (var row in rows[1..])
        {
            foreach (var (code, cell) in rows[0].Zip(row).Skip(1))
            {
                var reply = Reply($"{code} 9.9.9 as it came");
                var step = new RelayDialogue(Enum.Parse<RelayPhase>(row[0]), Plan).Handle(reply);
                Assert.Equal((row[0], code, cell), (row[0], code, InWords(step, reply)));
            }
        }
    }

    [Fact]
    public void Only_the_reply_to_the_mail_data_means_a_delivery()
    {
        foreach (var phase in Enum.GetValues<RelayPhase>().Where(phase => phase != RelayPhase.EndOfData))
        {
            for (var code = 200; code < 600; code++)
                Assert.IsNotType<RelayStep.Delivered>(new RelayDialogue(phase, Plan).Handle(Reply($"{code} x")));
        }
    }

    [Fact]
    public void A_reply_that_fails_is_never_positive_and_421_never_reaches_the_client()
    {
        foreach (var phase in Enum.GetValues<RelayPhase>())
        {
            for (var code = 200; code < 600; code++)
            {
                var told = new RelayDialogue(phase, Plan).Handle(Reply($"{code} x")) switch
                {
                    RelayStep.Failed failed => failed.Reply.Code,
                    RelayStep.RecipientRefused refused => refused.Reply.Code,
                    RelayStep.MailRefused refused => refused.Reply.Code,
                    _ => 599,
                };
                Assert.True(told is >= 400 and not 421, $"{phase} {code}: {told}");
            }
        }
    }

    [Fact]
    public void The_first_RCPT_is_sent_together_with_MAIL_if_pipelining_is_offered()
    {
        var dialogue = RelayDialogue.Start(Plan);
        dialogue = AssertSays(dialogue.Handle(Reply("220-Welcome\n220 mail.example.com ESMTP")), "EHLO grey.example.com\r\n");
        dialogue = AssertSays(dialogue.Handle(Reply(FullEhlo)), "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\n");
        dialogue = Assert.IsType<RelayStep.Wait>(dialogue.Handle(Reply("250 2.1.0 Ok"))).Next;
        dialogue = Assert.IsType<RelayStep.RecipientAccepted>(dialogue.Handle(Reply("250 2.1.5 Ok"))).Next;
        Finish(dialogue);
    }

    [Fact]
    public void Each_command_waits_for_the_previous_reply_without_pipelining()
    {
        var dialogue = RelayDialogue.Start(Plan);
        dialogue = AssertSays(dialogue.Handle(Reply("220 mail.example.com ESMTP")), "EHLO grey.example.com\r\n");
        dialogue = AssertSays(dialogue.Handle(Reply("250-mail.example.com\n250 SIZE")), "MAIL FROM:<ann@example.org>\r\n");
        dialogue = AssertSays(dialogue.Handle(Reply("250 2.1.0 Ok")), "RCPT TO:<bob@example.com>\r\n");
        dialogue = Assert.IsType<RelayStep.RecipientAccepted>(dialogue.Handle(Reply("250 2.1.5 Ok"))).Next;
        Finish(dialogue);
    }

    [Fact]
    public void A_backend_that_rejects_EHLO_gets_HELO()
    {
        var dialogue = RelayDialogue.Start(PlanOf("MAIL FROM:<ann@example.org> SIZE=10 BODY=7BIT", "RCPT TO:<bob@example.com>"));
        dialogue = AssertSays(dialogue.Handle(Reply("220 mail.example.com")), "EHLO grey.example.com\r\n");
        dialogue = AssertSays(dialogue.Handle(Reply("502 What?")), "HELO grey.example.com\r\n");
        dialogue = AssertSays(dialogue.Handle(Reply("250 mail.example.com")), "MAIL FROM:<ann@example.org>\r\n");
        Assert.Equal(RelayPhase.Mail, dialogue.Phase);
    }

    [Theory]
    [InlineData(" SIZE=10 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=x", FullEhlo, " SIZE=10 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=x")]
    [InlineData(" size=10 body=7bit", "250-x\n250 8BITMIME", " body=7bit")]
    [InlineData(" SIZE=10 BODY=7BIT", "250-x\n250 SIZE", " SIZE=10")]
    [InlineData(" SIZE=10 BODY=7BIT", "250 x", "")]
    public void MAIL_contains_the_parameters_that_the_backend_supports(string given, string ehlo, string carried)
    {
        var plan = PlanOf($"MAIL FROM:<ann@example.org>{given}", "RCPT TO:<bob@example.com>");
        var say = Assert.IsType<RelayStep.Say>(new RelayDialogue(RelayPhase.Ehlo, plan).Handle(Reply(ehlo)));
        Assert.StartsWith($"MAIL FROM:<ann@example.org>{carried}\r\n", say.Lines, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL FROM:<ann@example.org> BODY=8BITMIME", "RCPT TO:<bob@example.com>", "8BITMIME")]
    [InlineData("MAIL FROM:<ann@example.org> SMTPUTF8", "RCPT TO:<bob@example.com>", "SMTPUTF8")]
    [InlineData("MAIL FROM:<ann@example.org> RET=HDRS", "RCPT TO:<bob@example.com>", "DSN")]
    [InlineData("MAIL FROM:<ann@example.org> ENVID=x", "RCPT TO:<bob@example.com>", "DSN")]
    [InlineData("MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.com> NOTIFY=NEVER", "DSN")]
    [InlineData("MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.com> ORCPT=rfc822;x", "DSN")]
    public void A_mail_that_the_backend_cannot_support_gets_451(string mail, string rcpt, string missing)
    {
        var dialogue = new RelayDialogue(RelayPhase.Ehlo, PlanOf(mail, rcpt));
        Assert.IsType<RelayStep.Say>(dialogue.Handle(Reply(FullEhlo)));
        var without = Reply(FullEhlo.Replace(missing, "X-OTHER", StringComparison.Ordinal));
        Assert.Equal(SmtpReplies.RelayConfused, Assert.IsType<RelayStep.Failed>(dialogue.Handle(without)).Reply);
        Assert.Equal(SmtpReplies.RelayConfused, Assert.IsType<RelayStep.Failed>((dialogue with { Phase = RelayPhase.Helo }).Handle(Reply("250 x"))).Reply);
    }

    [Fact]
    public void Only_three_reply_codes_accept_a_recipient()
    {
        var dialogue = new RelayDialogue(RelayPhase.Rcpt, Plan);
        Assert.Equal(
            [250, 251, 252],
            Enumerable.Range(200, 400).Where(code => dialogue.Handle(Reply($"{code} x")) is RelayStep.RecipientAccepted));
    }

    [Fact]
    public void Further_recipients_are_sent_one_by_one()
    {
        var ready = new RelayDialogue(RelayPhase.Ready, Plan);
        var say = ready.NameRecipient(new MailPath("carol", "example.com"), EsmtpParameters.None);
        Assert.Equal("RCPT TO:<carol@example.com>\r\n", say.Lines);
        Assert.Equal(RelayPhase.Ready, Assert.IsType<RelayStep.RecipientRefused>(say.Next.Handle(Reply("550 No"))).Next.Phase);
    }

    [Fact]
    public void A_reply_of_the_backend_is_passed_on_unchanged()
    {
        var reply = Reply("554-5.7.1 No,\n554-5.7.1 and\u00ff\n554 5.7.1 no");
        var failed = Assert.IsType<RelayStep.Failed>(new RelayDialogue(RelayPhase.EndOfData, Plan).Handle(reply));
        Assert.Equal(Bytes.Text(reply.Bytes.Span), Bytes.Text(failed.Reply.Bytes.Span));
    }

    private static void Finish(RelayDialogue ready)
    {
        Assert.Equal(RelayPhase.Ready, ready.Phase);
        var asked = AssertSays(ready.AskForData(), "DATA\r\n");
        var go = Assert.IsType<RelayStep.GoAhead>(asked.Handle(Reply("354 Go ahead")));
        Assert.Equal("354 Go ahead", go.Reply.ToString());
        var delivered = Assert.IsType<RelayStep.Delivered>(go.Next.DataSent().Handle(Reply("250 2.0.0 Queued")));
        Assert.Equal("250 2.0.0 Queued", delivered.Reply.ToString());
    }

    private static RelayDialogue AssertSays(RelayStep step, string lines)
    {
        var say = Assert.IsType<RelayStep.Say>(step);
        Assert.Equal(lines, say.Lines);
        return say.Next;
    }

    private static RelayReply Reply(string lines) =>
        new(int.Parse(lines[..3], CultureInfo.InvariantCulture), Bytes.Of(lines.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n"));

    private static RelayPlan PlanOf(string mailLine, string rcptLine)
    {
        var mail = Assert.IsType<SmtpCommand.Mail>(CommandParser.Parse(Bytes.Of(mailLine)));
        var rcpt = Assert.IsType<SmtpCommand.Rcpt>(CommandParser.Parse(Bytes.Of(rcptLine)));
        return new RelayPlan("grey.example.com", mail.ReversePath, mail.Parameters, rcpt.ForwardPath, rcpt.Parameters);
    }

    private static string InWords(RelayStep step, RelayReply reply) => step switch
    {
        RelayStep.Say => "say",
        RelayStep.Secure => "secure",
        RelayStep.Wait => "wait",
        RelayStep.RecipientAccepted accepted => $"accept {Told(accepted.Reply, reply)}",
        RelayStep.MailRefused refused => $"no mail {Told(refused.Reply, reply)}",
        RelayStep.RecipientRefused refused => $"refuse {Told(refused.Reply, reply)}",
        RelayStep.GoAhead go => $"go {Told(go.Reply, reply)}",
        RelayStep.Delivered delivered => $"deliver {Told(delivered.Reply, reply)}",
        RelayStep.Failed failed => $"fail {Told(failed.Reply, reply)}",
        _ => throw new ArgumentException($"{step}", nameof(step)),
    };

    private static string Told(SmtpReply told, RelayReply reply) =>
        told.Bytes.Span.SequenceEqual(reply.Bytes.Span) ? "=" : told.ToString()[4..9];
}
