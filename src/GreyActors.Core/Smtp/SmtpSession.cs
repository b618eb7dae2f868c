// Theory (docs/architecture.md has all machines and how they couple)
//
// State: the phase, which follows from the data (no HELO: Connected; no transaction: Greeted; else the recipients decide), and three facts
// beside it: secured, errors, refused DATA. Command order is the table phase x verb in SmtpStateTable.cs.
//
//   Connected --EHLO--> Greeted --MAIL--> ReversePathGiven --RCPT--> RecipientsRefused | RecipientsDeferred | RecipientsAccepted
//                         ^                                                                                       | DATA
//                         +------------- RSET, EHLO, HELO, end of the mail data, DATA refused <-------------------+
//
// Every event enters through On. Its result, a SessionStep, has the session after the event, one thing to do (answer, judge a recipient,
// start the mail data, discard content, start TLS, close, or nothing), and the mail transaction that the event ended, for the log.
// A Judge step waits for exactly one RecipientDecided. Events of the relay may come before it: they change the recipients only.
//
// Exceptions to the table: a refused DATA (a client that does not wait for the reply sends its content, which must not be read as
// commands), input that comes out of turn (the flag MoreWaiting), STARTTLS (only the errors survive the handshake), and a deferral that is
// answered at DATA (RCPT gets 250, and the phase is RecipientsDeferred).

using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>The state of one client's SMTP session (RFC 5321 3): a pure value that only <see cref="On"/> changes.</summary>
/// <param name="ClientName">From HELO or EHLO; empty before.</param>
/// <param name="Extended">The client sent EHLO.</param>
/// <param name="Transaction">The open mail transaction; null between transactions.</param>
/// <param name="Errors">5yz replies since the last accepted mail.</param>
/// <param name="DataRefused">The last command was a DATA that was refused: a client that does not wait for replies sends its content now.</param>
/// <param name="Secured">The session is inside TLS.</param>
/// <remarks>Kamaelia: the protocol half of MailHandler and ConcreteMailHandler.</remarks>
public sealed record SmtpSession(string ClientName, bool Extended, MailTransaction? Transaction, int Errors, bool DataRefused = false, bool Secured = false)
{
    /// <summary>The session after the banner.</summary>
    public static readonly SmtpSession Start = new("", false, null, 0);

    /// <summary>The phase of the session, for <see cref="SmtpStateTable"/>.</summary>
    public SessionPhase Phase =>
        Transaction?.Phase() ?? (ClientName.Length == 0 ? SessionPhase.Connected : SessionPhase.Greeted);

    /// <summary>Decides what an event means: the session after it, and what must be done.</summary>
    public SessionStep On(SessionEvent happened, SessionRules rules)
    {
        var step = StepAfter(happened, rules);
        return Transaction is { } ended && step.Session.Transaction is null ? step with { Ended = OutcomeOf(ended, happened) } : step;
    }

    private SessionStep StepAfter(SessionEvent happened, SessionRules rules) => happened switch
    {
        SessionEvent.CommandReceived received => Handle(received.Command, rules, received.MoreWaiting),
        SessionEvent.LineRejected rejected => DataRefused ? Discard(rules) : Fail(rejected.Reply, rules),
        SessionEvent.EarlyTalk when rules.RejectEarlyTalkers => new SessionStep.Close(this, SmtpReplies.OutOfTurn),
        SessionEvent.EarlyTalk => new SessionStep.Continue(this),
        // What was said in cleartext is forgotten (RFC 3207 4.2), except the errors.
        SessionEvent.HandshakeFinished => new SessionStep.Continue(Start with { Errors = Errors, Secured = true }),
        SessionEvent.RecipientDecided decided => Answer(decided.Question, decided.Fate, rules),
        SessionEvent.MailRefused refused => new SessionStep.Continue(WithRefusal(refused.Reply)),
        SessionEvent.RelayLost lost => new SessionStep.Continue(WithLostRecipients(lost.Reason)),
        SessionEvent.DataRefused refused => new SessionStep.Answer(this with { Transaction = null, DataRefused = true }, refused.Reply),
        // After a delivery errors are forgiven, as Postfix does.
        SessionEvent.MailAnswered answered => new SessionStep.Answer(
            this with { Transaction = null, Errors = answered.Reply.IsPositive ? 0 : Errors }, answered.Reply),
        SessionEvent.MailDivided divided => new SessionStep.Answer(this with { Transaction = null }, divided.Reply),
        SessionEvent.TransactionEnded => new SessionStep.Continue(this with { Transaction = null }),
        _ => throw new ArgumentException($"{happened} is not handled", nameof(happened)),
    };

    private static EndedTransaction OutcomeOf(MailTransaction transaction, SessionEvent happened) => happened switch
    {
        SessionEvent.MailAnswered { Reply: var reply } => new EndedTransaction(transaction, StatusOf(reply), reply.ToString()),
        SessionEvent.DataRefused { Reply: var reply } => new EndedTransaction(transaction, StatusOf(reply), reply.ToString()),
        SessionEvent.MailDivided divided => new EndedTransaction(
            Divide(transaction, divided.Fates), MailStatus.Accepted, divided.Fates.FirstOrDefault(fate => fate.IsPositive)?.ToString() ?? ""),
        SessionEvent.TransactionEnded ended => new EndedTransaction(transaction, ended.Status, ended.Detail),
        _ => new EndedTransaction(transaction, MailStatus.Aborted, "given up by the client"),
    };

    private static MailStatus StatusOf(SmtpReply reply) =>
        reply.IsPositive ? MailStatus.Accepted : reply.IsPermanent ? MailStatus.Rejected : MailStatus.Failed;

    private SessionStep Handle(SmtpCommand command, SessionRules rules, bool moreWaiting)
    {
        if (DataRefused)
        {
            var heard = this with { DataRefused = false };
            return MayFollowRefusedData(command) ? heard.Handle(command, rules, moreWaiting)
                : !moreWaiting && IsSlip(command) ? StillRefused(heard.Handle(command, rules, moreWaiting))
                : Discard(rules);
        }

        if (moreWaiting && rules.RejectEarlyTalkers && IsOutOfTurn(command, rules))
            return new SessionStep.Close(this, SmtpReplies.OutOfTurn);
        if (RefusalOf(command, rules) is { } refusal)
        {
            // DATA that comes too early in a transaction leaves it open; DATA without a recipient left ends it (RFC 5321 3.3).
            var ended = command.Verb == SmtpVerb.Data && Transaction is { Recipients.IsEmpty: false };
            return (ended ? this with { Transaction = null } : this).Fail(refusal, rules, dataRefused: command.Verb == SmtpVerb.Data);
        }

        return command switch
        {
            SmtpCommand.Malformed { Of: SmtpVerb.Foreign } foreign => new SessionStep.Close(this, foreign.Reply),
            SmtpCommand.Malformed malformed => Fail(malformed.Reply, rules, dataRefused: malformed.Of == SmtpVerb.Data),
            SmtpCommand.Greeting greeting => Greet(greeting, rules),
            SmtpCommand.Mail mail => OpenTransaction(mail, rules),
            SmtpCommand.Rcpt rcpt when Transaction is { } transaction => NameRecipient(rcpt, transaction, rules),
            SmtpCommand.Plain { Command: SmtpVerb.Data } when Transaction is { } transaction => new SessionStep.StartData(this, transaction),
            SmtpCommand.Plain { Command: SmtpVerb.Rset } => new SessionStep.Answer(this with { Transaction = null }, SmtpReplies.Ok),
            SmtpCommand.Plain { Command: SmtpVerb.Noop } => new SessionStep.Answer(this, SmtpReplies.Ok),
            SmtpCommand.Plain { Command: SmtpVerb.Vrfy } => new SessionStep.Answer(this, SmtpReplies.CannotVerify),
            SmtpCommand.Plain { Command: SmtpVerb.Help } => new SessionStep.Answer(this, OffersStartTls(rules) ? SmtpReplies.HelpWithStartTls : SmtpReplies.Help),
            SmtpCommand.Plain { Command: SmtpVerb.StartTls } => new SessionStep.StartTls(this, SmtpReplies.ReadyForTls),
            SmtpCommand.Plain { Command: SmtpVerb.Quit } => new SessionStep.Close(this, SmtpReplies.Bye(rules.ServerName)),
            _ => throw new ArgumentException($"{command} is in order but not handled", nameof(command)),
        };
    }

    private SessionStep Discard(SessionRules rules) => Fail(SmtpReplies.UnwantedData, rules) switch
    {
        SessionStep.Answer answer => new SessionStep.DiscardData(answer.Session, answer.Reply),
        var closed => closed,
    };

    private SessionStep Fail(SmtpReply reply, SessionRules rules, bool dataRefused = false)
    {
        var failed = this with { Errors = reply.IsPermanent ? Errors + 1 : Errors, DataRefused = dataRefused };
        return failed.Errors > rules.MaxErrors
            ? new SessionStep.Close(failed, SmtpReplies.TooManyErrors)
            : new SessionStep.Answer(failed, reply);
    }

    // A deferral does not count as an error. Where it is answered at DATA the client gets 250 now.
    private SessionStep Answer(SessionStep.Judge question, RecipientFate fate, SessionRules rules)
    {
        // The recipients before it may have lost their relay since the question was asked.
        var open = Transaction ?? question.Transaction;
        var transaction = open with
        {
            AcceptAll = open.AcceptAll || fate.AcceptAll,
            Recipients = open.Recipients.Add(new Recipient(question.ForwardPath, question.Parameters, fate.Status, fate.Why, question.Waited) { Judged = question.Judged }),
        };
        var next = this with { Transaction = transaction };
        var reply = fate.Status == RecipientStatus.Deferred && transaction.TellAtData ? SmtpReplies.ForwardPathOk : fate.Reply;
        return fate.Status == RecipientStatus.Refused ? next.Fail(reply, rules) : new SessionStep.Answer(next, reply);
    }

    private SmtpSession WithRefusal(SmtpReply reply) =>
        Transaction is not { } transaction ? this : this with { Transaction = transaction with { Refusal = reply } };

    private SmtpSession WithLostRecipients(SmtpReply loss) => Transaction is not { } transaction ? this : this with
    {
        Transaction = transaction with
        {
            Loss = transaction.Has(RecipientStatus.Lost) ? transaction.Loss : loss,
            Recipients =
            [
                .. transaction.Recipients.Select(recipient => recipient.Status == RecipientStatus.Accepted
                    ? recipient with { Status = RecipientStatus.Lost, Why = loss.ToString() }
                    : recipient),
            ],
        },
    };

    private static MailTransaction Divide(MailTransaction transaction, ImmutableArray<SmtpReply> fates)
    {
        var next = 0;
        return transaction with
        {
            Recipients = [.. transaction.Recipients.Select(recipient => recipient.Status == RecipientStatus.Accepted ? recipient.After(fates[next++]) : recipient)],
        };
    }

    // RFC 2920 3.1: a client must wait for the replies to EHLO, DATA and STARTTLS, and for every reply where PIPELINING was not offered.
    // Postfix closes such a session too (smtpd_forbid_unauth_pipelining). QUIT ends it anyway; a DATA that will be refused is answered,
    // and what follows it is discarded as content.
    private bool IsOutOfTurn(SmtpCommand command, SessionRules rules) => command.Verb switch
    {
        SmtpVerb.Helo or SmtpVerb.Ehlo => true,
        SmtpVerb.Quit => false,
        SmtpVerb.StartTls => command is SmtpCommand.Plain && RefusalOf(command, rules) is null,
        SmtpVerb.Data => command is SmtpCommand.Plain && SmtpStateTable.Order(Phase, SmtpVerb.Data) == CommandOrder.InOrder,
        _ => !Extended,
    };

    // A client that waited for the reply to DATA sends one of these. Anything else is the content of its mail.
    private static bool MayFollowRefusedData(SmtpCommand command) => command is
        SmtpCommand.Greeting or SmtpCommand.Mail or SmtpCommand.Rcpt
        or SmtpCommand.Plain { Command: SmtpVerb.Rset or SmtpVerb.Quit or SmtpVerb.Noop or SmtpVerb.Data };

    // A person or a simple client that mistypes a command must not wait for a reply that never comes. Mail data that follows in one go is
    // never read so; if its first line alone arrives and looks like a command, the answer changes nothing, and the next line is content.
    private static bool IsSlip(SmtpCommand command) => command is
        SmtpCommand.Malformed { Of: not (SmtpVerb.Unknown or SmtpVerb.NotOffered or SmtpVerb.Foreign or SmtpVerb.StartTls) }
        or SmtpCommand.Plain { Command: SmtpVerb.Vrfy or SmtpVerb.Help };

    private static SessionStep StillRefused(SessionStep step) => step with { Session = step.Session with { DataRefused = true } };

    private SmtpReply? RefusalOf(SmtpCommand command, SessionRules rules) => SmtpStateTable.Order(Phase, command.Verb) switch
    {
        _ when command.Verb == SmtpVerb.StartTls && rules.Tls == TlsOffer.None => SmtpReplies.NotImplemented,
        _ when command.Verb == SmtpVerb.StartTls && Secured => SmtpReplies.TlsActive,
        _ when rules.Tls == TlsOffer.Required && !Secured && !SmtpStateTable.IsPermittedInCleartext(command.Verb) => SmtpReplies.NeedTls,
        CommandOrder.InOrder => null,
        // The parser knows best what is wrong with a malformed line.
        CommandOrder.NotRecognised or CommandOrder.NotImplemented or CommandOrder.OtherProtocol => null,
        CommandOrder.NeedGreeting => SmtpReplies.NeedGreeting,
        CommandOrder.NeedReversePath => SmtpReplies.NeedReversePath,
        CommandOrder.NeedForwardPath => SmtpReplies.NeedForwardPath,
        CommandOrder.NestedMail => SmtpReplies.NestedMail,
        CommandOrder.NoValidRecipients => SmtpReplies.NoValidRecipients,
        CommandOrder.Deferred when Transaction?.Has(RecipientStatus.Deferred) == true => rules.DeferReply,
        CommandOrder.Deferred => Transaction is { } transaction && transaction.Has(RecipientStatus.Lost) ? transaction.Loss : SmtpReplies.NoRecipientNow,
        var order => throw new ArgumentException($"{order} has no reply", nameof(command)),
    };

    private SessionStep.Answer Greet(SmtpCommand.Greeting greeting, SessionRules rules)
    {
        var reply = greeting.Extended
            ? SmtpReplies.ExtendedHello(rules.ServerName, rules.ClientAddress, rules.Offered, OffersStartTls(rules))
            : SmtpReplies.Hello(rules.ServerName, rules.ClientAddress);
        // RFC 5321 4.1.4: a second greeting resets like RSET.
        return new SessionStep.Answer(
            this with { ClientName = greeting.ClientName, Extended = greeting.Extended, Transaction = null }, reply);
    }

    private SessionStep OpenTransaction(SmtpCommand.Mail mail, SessionRules rules)
    {
        if (ParameterRules.CheckMail(mail.Parameters, OfferedTo(rules)) is { } reply)
            return Fail(reply, rules);
        if (mail.ReversePath.IsInternational && mail.Parameters.ValueOf("SMTPUTF8") is null)
            return Fail(SmtpReplies.InternationalReversePath, rules);
        // A null reverse-path is deferred at DATA: sender verification call-backs stop at RCPT and must succeed.
        var tellAtData = rules.DeferAt == DeferAt.Data || mail.ReversePath.IsNull;
        var transaction = new MailTransaction(mail.ReversePath, mail.Parameters, tellAtData, false, []);
        return new SessionStep.Answer(this with { Transaction = transaction }, SmtpReplies.ReversePathOk);
    }

    private SessionStep NameRecipient(SmtpCommand.Rcpt rcpt, MailTransaction transaction, SessionRules rules)
    {
        if (ParameterRules.CheckRcpt(rcpt.Parameters, OfferedTo(rules), transaction.IsInternational) is { } reply)
            return Fail(reply, rules);
        if (rcpt.ForwardPath.IsInternational && !transaction.IsInternational)
            return Fail(SmtpReplies.InternationalForwardPath, rules);
        if (transaction.Recipients.Length >= rules.MaxRecipients)
            return new SessionStep.Answer(this, SmtpReplies.TooManyRecipients);
        return new SessionStep.Judge(this, transaction, rcpt.ForwardPath, rcpt.Parameters);
    }

    private bool OffersStartTls(SessionRules rules) => rules.Tls != TlsOffer.None && !Secured;

    private SmtpCapabilities OfferedTo(SessionRules rules) => Extended ? rules.Offered : SmtpCapabilities.None;
}
