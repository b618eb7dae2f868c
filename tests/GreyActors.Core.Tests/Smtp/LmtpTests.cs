using System.Collections.Immutable;
using CsCheck;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class LmtpTests
{
    private static readonly int[] Codes = [250, 250, 250, 251, 450, 451, 452, 550, 552, 554];

    private static readonly Gen<SmtpReply> AnyFate = Gen.Select(
        Gen.Int[0, Codes.Length - 1], Gen.Int[0, 99]).Select((code, text) => new SmtpReply($"{Codes[code]} {text}"));

    private static readonly Gen<ImmutableArray<SmtpReply>> Fates = AnyFate.Array[1, 8].Select(fates => fates.ToImmutableArray());

    [Fact]
    public void The_client_gets_250_only_if_all_have_the_mail_and_5yz_only_if_all_have_refused_it() => Fates.Sample(fates =>
    {
        var told = Told(RecipientFates.Fold(fates));
        Assert.Equal(fates.All(fate => fate.IsPositive), told.IsPositive);
        Assert.Equal(fates.All(fate => fate.IsPermanent), told.IsPermanent);
        Assert.Equal(!told.IsPositive && !told.IsPermanent, told.IsTransient);
    });

    [Fact]
    public void The_client_gets_a_reply_of_the_backend_unless_some_accepted_and_some_refused_permanently() => Fates.Sample(fates =>
    {
        var told = Told(RecipientFates.Fold(fates));
        var isSaid = fates.Contains(told);
        Assert.Equal(!isSaid, told == SmtpReplies.NotAllTookIt);
        Assert.True(isSaid || !fates.Any(fate => fate.IsTransient));
    });

    [Fact]
    public void The_reply_for_a_single_recipient_is_passed_on_unchanged() => AnyFate.Sample(fate =>
    {
        var step = RecipientFates.Fold([fate]);
        Assert.True(step is RelayStep.Delivered or RelayStep.Failed);
        Assert.Equal(fate, Told(step));
    });

    [Fact]
    public void No_recipient_is_lost_when_the_connection_is_lost() => Gen.Select(Fates, Gen.Int[0, 8]).Sample((fates, left) =>
    {
        var dialogue = Hear(fates.Length + left, fates, out var step);
        if (left == 0)
        {
            Assert.Equal(Told(RecipientFates.Fold(fates)).ToString(), Told(step!).ToString());
            return;
        }

        Assert.Null(step);
        var broken = dialogue.BreakOff(SmtpReplies.RelayLost);
        Assert.True(Told(broken).IsTransient);
        if (broken is RelayStep.Divided divided)
        {
            Assert.Equal(
                [.. fates.Select(fate => fate.ToString()), .. Enumerable.Repeat(SmtpReplies.RelayLost.ToString(), left)],
                divided.Fates.Select(fate => fate.ToString()));
        }
    });

    [Theory]
    [InlineData("354 go on", "451 4.3.0")]
    [InlineData("421 4.3.2 bye", "451 4.4.2")]
    public void An_invalid_reply_ends_the_replies(string said, string told)
    {
        var dialogue = Hear(3, [new SmtpReply("250 2.0.0 Saved")], out _);
        var divided = Assert.IsType<RelayStep.Divided>(dialogue.Handle(Reply(said)));
        Assert.Equal(["250", told[..3], told[..3]], divided.Fates.Select(fate => fate.ToString()[..3]));
        Assert.StartsWith(told, divided.Reply.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fates_are_assigned_to_their_recipients()
    {
        Recipient[] recipients =
        [
            Recipient("a", RecipientStatus.Accepted), Recipient("b", RecipientStatus.Deferred), Recipient("c", RecipientStatus.Accepted),
            Recipient("d", RecipientStatus.Refused), Recipient("e", RecipientStatus.Accepted),
        ];
        var transaction = new MailTransaction(MailPath.Null, EsmtpParameters.None, false, false, [.. recipients]);
        var fates = new SessionEvent.MailDivided(SmtpReplies.NotAllTookIt, [new SmtpReply("250 ok"), new SmtpReply("552 full"), new SmtpReply("451 later")]);
        var divided = new SmtpSession("x", true, transaction, 0).On(fates, SessionDialogue.Rules).Ended!.Transaction.Recipients;
        Assert.Equal(
            ["a Accepted known", "b Deferred known", "c Refused 552 full", "d Refused known", "e Failed 451 later"],
            divided.Select(recipient => $"{recipient.ForwardPath.LocalPart} {recipient.Status} {recipient.Why}"));
    }

    private static Recipient Recipient(string name, RecipientStatus status) =>
        new(new MailPath(name, "example.com"), EsmtpParameters.None, status, "known");

    // A dialogue in which so many recipients were taken, and these replies came.
    private static RelayDialogue Hear(int recipients, ImmutableArray<SmtpReply> fates, out RelayStep? last)
    {
        var (first, none) = (new MailPath("b", "example.com"), EsmtpParameters.None);
        var dialogue = new RelayDialogue(RelayPhase.Ready, new RelayPlan("grey", MailPath.Null, none, first, none) { Lmtp = true });
        for (var i = 0; i < recipients; i++)
            dialogue = Assert.IsType<RelayStep.RecipientAccepted>(dialogue.NameRecipient(first, none).Next.Handle(Reply("250 2.1.5 OK"))).Next;
        dialogue = Assert.IsType<RelayStep.GoAhead>(dialogue.AskForData().Next.Handle(Reply("354 go"))).Next.DataSent();
        last = null;
        foreach (var fate in fates)
        {
            Assert.Null(last);
            switch (dialogue.Handle(Reply(fate.ToString())))
            {
                case RelayStep.Wait wait:
                    dialogue = wait.Next;
                    break;
                case var step:
                    last = step;
                    break;
            }
        }

        return dialogue;
    }

    private static SmtpReply Told(RelayStep step) => step switch
    {
        RelayStep.Delivered delivered => delivered.Reply,
        RelayStep.Failed failed => failed.Reply,
        RelayStep.Divided divided => divided.Reply,
        _ => throw new ArgumentException($"{step}", nameof(step)),
    };

    private static RelayReply Reply(string line) => new(int.Parse(line[..3], System.Globalization.CultureInfo.InvariantCulture), Bytes.Of(line + "\r\n"));
}
