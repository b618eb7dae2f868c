using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>One client's session as far as it has come (RFC 5321 3): a pure value, changed only by <see cref="Handle"/> and <see cref="Answered"/>.</summary>
/// <param name="ClientName">From HELO or EHLO; empty before.</param>
/// <param name="Extended">EHLO was said.</param>
/// <param name="Transaction">The open mail transaction; null between transactions.</param>
/// <param name="Errors">5yz replies since the last mail that was taken.</param>
/// <param name="DataRefused">The last command was a DATA that was refused: a client that did not listen sends its content now.</param>
/// <param name="Secured">All of it was said inside TLS.</param>
/// <remarks>Kamaelia: the protocol half of MailHandler and ConcreteMailHandler.</remarks>
public sealed record SmtpSession(string ClientName, bool Extended, MailTransaction? Transaction, int Errors, bool DataRefused = false, bool Secured = false)
{
    /// <summary>The session after the banner.</summary>
    public static readonly SmtpSession Start = new("", false, null, 0);

    /// <summary>How far it has come.</summary>
    public SessionPhase Phase =>
        Transaction?.Phase() ?? (ClientName.Length == 0 ? SessionPhase.Connected : SessionPhase.Greeted);

    /// <summary>Says what is to be done about a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="rules">The rules of this session.</param>
    /// <param name="moreWaiting">The client has sent more behind it already.</param>
    public SessionStep Handle(SmtpCommand command, SessionRules rules, bool moreWaiting = false)
    {
        if (DataRefused)
        {
            var heard = this with { DataRefused = false };
            return MayFollowRefusedData(command) ? heard.Handle(command, rules, moreWaiting) : Discard(rules);
        }

        if (moreWaiting && rules.RejectEarlyTalkers && IsOutOfTurn(command, rules))
            return new SessionStep.Close(this, SmtpReplies.OutOfTurn);
        if (RefusalOf(command, rules) is { } refusal)
        {
            // DATA that comes too early in a transaction leaves it open; DATA that no recipient is left for ends it (RFC 5321 3.3).
            var ended = command.Verb == SmtpVerb.Data && Transaction is { Recipients.IsEmpty: false };
            return (ended ? WithoutTransaction() : this).Fail(refusal, rules, dataRefused: command.Verb == SmtpVerb.Data);
        }

        return command switch
        {
            SmtpCommand.Malformed { Of: SmtpVerb.Foreign } foreign => new SessionStep.Close(this, foreign.Reply),
            SmtpCommand.Malformed malformed => Fail(malformed.Reply, rules, dataRefused: malformed.Of == SmtpVerb.Data),
            SmtpCommand.Greeting greeting => Greet(greeting, rules),
            SmtpCommand.Mail mail => OpenTransaction(mail, rules),
            SmtpCommand.Rcpt rcpt when Transaction is { } transaction => NameRecipient(rcpt, transaction, rules),
            SmtpCommand.Plain { Command: SmtpVerb.Data } when Transaction is { } transaction => new SessionStep.StartData(this, transaction),
            SmtpCommand.Plain { Command: SmtpVerb.Rset } => new SessionStep.Answer(WithoutTransaction(), SmtpReplies.Ok),
            SmtpCommand.Plain { Command: SmtpVerb.Noop } => new SessionStep.Answer(this, SmtpReplies.Ok),
            SmtpCommand.Plain { Command: SmtpVerb.Vrfy } => new SessionStep.Answer(this, SmtpReplies.CannotVerify),
            SmtpCommand.Plain { Command: SmtpVerb.Help } => new SessionStep.Answer(this, OffersStartTls(rules) ? SmtpReplies.HelpWithStartTls : SmtpReplies.Help),
            SmtpCommand.Plain { Command: SmtpVerb.StartTls } => new SessionStep.StartTls(AfterHandshake(), SmtpReplies.ReadyForTls),
            SmtpCommand.Plain { Command: SmtpVerb.Quit } => new SessionStep.Close(this, SmtpReplies.Bye(rules.ServerName)),
            _ => throw new ArgumentException($"{command} is in order but not handled", nameof(command)),
        };
    }

    /// <summary>Answers a line that was no line.</summary>
    public SessionStep FailLine(SmtpReply reply, SessionRules rules) => DataRefused ? Discard(rules) : Fail(reply, rules);

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

    /// <summary>Notes what became of a recipient and answers its RCPT. A deferral is no error, however many there are.</summary>
    /// <param name="judged">The step that asked.</param>
    /// <param name="fate">What became of it; where the deferral is told at DATA the client hears 250 instead.</param>
    /// <param name="rules">The rules of this session.</param>
    public SessionStep Answered(SessionStep.Judge judged, RecipientFate fate, SessionRules rules)
    {
        var transaction = judged.Transaction with
        {
            AcceptAll = judged.Transaction.AcceptAll || fate.AcceptAll,
            Recipients = judged.Transaction.Recipients.Add(
                new Recipient(judged.ForwardPath, judged.Parameters, fate.Status, fate.Why, judged.Waited)),
        };
        var next = this with { Transaction = transaction };
        var told = fate.Status == RecipientStatus.Deferred && transaction.TellAtData ? SmtpReplies.ForwardPathOk : fate.Reply;
        return fate.Status == RecipientStatus.Refused ? next.Fail(told, rules) : new SessionStep.Answer(next, told);
    }

    /// <summary>The connection to the backend broke between two commands: the recipients it had accepted have nobody to go to.</summary>
    public SmtpSession AfterRelayLoss() => AfterRelayLoss(SmtpReplies.RelayLost);

    /// <summary>The accepted recipients have lost their relay, and <paramref name="loss"/> gives the reason.</summary>
    public SmtpSession AfterRelayLoss(SmtpReply loss) => Transaction is not { } transaction ? this : this with
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

    /// <summary>The backend refused MAIL: it need not be asked for the other recipients.</summary>
    public SmtpSession AfterMailRefusal(SmtpReply reply) =>
        Transaction is not { } transaction ? this : this with { Transaction = transaction with { Refusal = reply } };

    /// <summary>Of the recipients that the backend had accepted only some took the mail.</summary>
    /// <param name="fates">What it said for each of them, in the order in which they were named.</param>
    public SmtpSession AfterDivision(ImmutableArray<SmtpReply> fates)
    {
        if (Transaction is not { } transaction)
            return this;
        var next = 0;
        return this with
        {
            Transaction = transaction with
            {
                Recipients = [.. transaction.Recipients.Select(recipient => recipient.Status == RecipientStatus.Accepted ? recipient.After(fates[next++]) : recipient)],
            },
        };
    }

    /// <summary>The session between two transactions.</summary>
    public SmtpSession WithoutTransaction() => this with { Transaction = null };

    /// <summary>The session after the backend took a mail: errors are forgiven, as Postfix does.</summary>
    public SmtpSession AfterDelivery() => this with { Transaction = null, Errors = 0 };

    /// <summary>The session inside TLS: what was said before counts for nothing (RFC 3207 4.2), but errors do.</summary>
    public SmtpSession AfterHandshake() => Start with { Errors = Errors, Secured = true };

    // RFC 2920 3.1: nothing may be sent behind EHLO, DATA and STARTTLS before they are answered, and nothing at all ahead where PIPELINING was not
    // offered. Postfix closes such a session too (smtpd_forbid_unauth_pipelining). QUIT ends it anyway; a DATA that will be refused
    // is answered, and what follows it is seen to be content.
    private bool IsOutOfTurn(SmtpCommand command, SessionRules rules) => command.Verb switch
    {
        SmtpVerb.Helo or SmtpVerb.Ehlo => true,
        SmtpVerb.Quit => false,
        SmtpVerb.StartTls => command is SmtpCommand.Plain && RefusalOf(command, rules) is null,
        SmtpVerb.Data => command is SmtpCommand.Plain && SmtpStateTable.Order(Phase, SmtpVerb.Data) == CommandOrder.InOrder,
        _ => !Extended,
    };

    // A client that listened says one of these after DATA was refused. Anything else is the content of its mail.
    private static bool MayFollowRefusedData(SmtpCommand command) => command is
        SmtpCommand.Greeting or SmtpCommand.Mail or SmtpCommand.Rcpt
        or SmtpCommand.Plain { Command: SmtpVerb.Rset or SmtpVerb.Quit or SmtpVerb.Noop or SmtpVerb.Data };

    private SmtpReply? RefusalOf(SmtpCommand command, SessionRules rules) => SmtpStateTable.Order(Phase, command.Verb) switch
    {
        _ when command.Verb == SmtpVerb.StartTls && rules.Tls == TlsOffer.None => SmtpReplies.NotImplemented,
        _ when command.Verb == SmtpVerb.StartTls && Secured => SmtpReplies.TlsActive,
        _ when rules.Tls == TlsOffer.Required && !Secured && !SmtpStateTable.MayComeInClear(command.Verb) => SmtpReplies.NeedTls,
        CommandOrder.InOrder => null,
        // A malformed line of no known verb says best itself what is wrong with it.
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
        // A null reverse-path is decided at DATA: sender verification call-backs stop at RCPT and must succeed.
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
