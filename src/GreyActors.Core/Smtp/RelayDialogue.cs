// Theory (docs/architecture.md has all machines and how they couple)
//
// State: the phase names what is awaited from the backend. Events: its replies, the end of a handshake, the loss of the connection; and the
// requests of the session between them (a further recipient, DATA, the end of the mail data).
//
//   Banner -> Ehlo -> [StartTls -> Handshake -> Ehlo] -> [Xclient -> EhloAgain | Xforward] -> Mail -> Rcpt -> Ready <-> Rcpt
//             Ehlo refused -> Helo -> Mail             with PIPELINING: PipelinedMail -> Rcpt
//                                                                Ready -> Data -> MailData -> EndOfData
//
// Every reply enters through Handle. Its result, a RelayStep, says what to send next, or what the reply means for the client.
// Up to MAIL a failure concerns the backend, so the session may try another one. From MAIL on, replies concern the mail and are passed on
// word for word, except 421: it concerns the connection between us and the backend, so the client gets 451.
// A 250 for the mail counts only in EndOfData. An unexpected reply is never passed on as a success.
//
// Exceptions to the phases: after the handshake everything that was offered in cleartext is forgotten (RFC 3207 4.2); LMTP sends one
// reply for each recipient at the end of the data, and RecipientFates folds them into one.

using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>Our side of the dialogue with a backend, before and after the mail data (RFC 5321 3.3): a pure value.</summary>
/// <param name="Phase">What is awaited from the backend.</param>
/// <param name="Plan">What we want to send.</param>
/// <remarks>Kamaelia: the relaying half of ConcreteMailHandler.</remarks>
public sealed record RelayDialogue(RelayPhase Phase, RelayPlan Plan)
{
    /// <summary>What the backend offers; nothing before its reply to EHLO.</summary>
    public SmtpCapabilities Capabilities { get; private init; } = SmtpCapabilities.None;

    /// <summary>The backend treats the client as its own, and names it in its trace fields. XFORWARD is for its log only.</summary>
    public bool ClientIsKnown { get; private init; }

    /// <summary>The dialogue is inside TLS.</summary>
    public bool IsSecure { get; private init; }

    /// <summary>Recipients that the backend has accepted.</summary>
    public int Recipients { get; private init; }

    /// <summary>With LMTP: its replies to the mail data so far, one for each recipient.</summary>
    public ImmutableArray<SmtpReply> Fates { get; private init; } = [];

    private bool MustBeSecured => Plan.NeedsTls && !IsSecure;

    /// <summary>A dialogue that awaits the banner.</summary>
    public static RelayDialogue Start(RelayPlan plan) => new(RelayPhase.Banner, plan) { ClientIsKnown = !plan.Preface.IsEmpty };

    /// <summary>Names another recipient, after the reply to the one before.</summary>
    public RelayStep.Say NameRecipient(MailPath forwardPath, EsmtpParameters parameters) =>
        new(this with { Phase = RelayPhase.Rcpt }, RelayPlan.RcptLine(forwardPath, parameters));

    /// <summary>Asks for the go-ahead.</summary>
    public RelayStep.Say AskForData() => new(this with { Phase = RelayPhase.Data }, "DATA\r\n");

    /// <summary>The end of the mail data was sent.</summary>
    public RelayDialogue DataSent() => this with { Phase = RelayPhase.EndOfData };

    /// <summary>The handshake is complete: the dialogue restarts, and what was offered in cleartext is forgotten (RFC 3207 4.2).</summary>
    public RelayStep.Say Secured() => new(this with { Phase = RelayPhase.Ehlo, IsSecure = true }, Plan.GreetingLine(ClientIsKnown));

    /// <summary>The handshake failed. Null: the mail may go in cleartext, on another connection.</summary>
    public RelayStep? FailSecuring() => Plan.NeedsTls ? new RelayStep.Failed(SmtpReplies.RelayInsecure) : null;

    /// <summary>Decides what a reply of the backend means.</summary>
    public RelayStep Handle(RelayReply reply) => Phase switch
    {
        // A refused banner or EHLO is about us, not about this mail: the client must retry, whatever the code.
        RelayPhase.Banner => reply.Code == 220
            ? new RelayStep.Say(this with { Phase = RelayPhase.Ehlo }, Plan.GreetingLine(ClientIsKnown))
            : new RelayStep.Failed(SmtpReplies.RelayConfused),
        RelayPhase.Ehlo => reply.IsPositive
            ? ContinueAfterEhlo(reply)
            : reply.IsPermanent && !Plan.Lmtp && !MustBeSecured
                ? new RelayStep.Say(this with { Phase = RelayPhase.Helo }, $"HELO {Plan.GreetingName(ClientIsKnown)}\r\n")
                : new RelayStep.Failed(SmtpReplies.RelayConfused),
        RelayPhase.StartTls => reply.Code == 220
            ? new RelayStep.Secure(this with { Phase = RelayPhase.Handshake })
            : IsRefusal(reply) ? GoWithoutTls() : new RelayStep.Failed(PassOn(reply)),
        // Sent in cleartext after the go-ahead for TLS, by the server or by an attacker on the line, to be read as if it came inside TLS.
        RelayPhase.Handshake => new RelayStep.Failed(SmtpReplies.RelayConfused),
        // After XCLIENT the session restarts with a banner (220), and EHLO follows. 550 means that we are not allowed to send XCLIENT:
        // that is an error in a configuration, and no mail must bounce for it.
        RelayPhase.Xclient => reply.Code == 220
            ? new RelayStep.Say(this with { Phase = RelayPhase.EhloAgain }, Plan.GreetingLine(asClient: true))
            : new RelayStep.Failed(SmtpReplies.RelayConfused),
        RelayPhase.EhloAgain => reply.IsPositive
            ? OpenTransaction(SmtpCapabilities.Parse(reply))
            : new RelayStep.Failed(SmtpReplies.RelayConfused),
        RelayPhase.Xforward => reply.IsPositive
            ? OpenTransaction(Capabilities)
            : new RelayStep.Failed(SmtpReplies.RelayConfused),
        RelayPhase.Helo => reply.IsPositive ? OpenTransaction(SmtpCapabilities.None) : new RelayStep.Failed(SmtpReplies.RelayConfused),
        RelayPhase.PipelinedMail => reply.IsPositive
            ? new RelayStep.Wait(this with { Phase = RelayPhase.Rcpt })
            : RefuseMail(reply),
        RelayPhase.Mail => reply.IsPositive
            ? NameRecipient(Plan.FirstRecipient, Plan.FirstParameters)
            : RefuseMail(reply),
        // No other 2yz means that the recipient will get the mail (RFC 5321 4.2.3).
        RelayPhase.Rcpt => reply.Code is 250 or 251 or 252
            ? new RelayStep.RecipientAccepted(this with { Phase = RelayPhase.Ready, Recipients = Recipients + 1 }, new SmtpReply(reply))
            : IsRefusal(reply)
                ? new RelayStep.RecipientRefused(this with { Phase = RelayPhase.Ready }, PassOn(reply))
                // 354 here: it would read the next command as mail data.
                : new RelayStep.Failed(PassOn(reply)),
        RelayPhase.Data => reply.Code == 354
            ? new RelayStep.GoAhead(this with { Phase = RelayPhase.MailData }, new SmtpReply(reply))
            : new RelayStep.Failed(PassOn(reply)),
        RelayPhase.EndOfData when Plan.Lmtp => RecordFate(reply),
        RelayPhase.EndOfData => reply.IsPositive
            ? new RelayStep.Delivered(new SmtpReply(reply))
            : new RelayStep.Failed(PassOn(reply)),
        // Nothing was asked. A refusal is passed on, anything else is confusion; a 250 before the end of data is never passed on.
        RelayPhase.Ready or RelayPhase.MailData => new RelayStep.Failed(PassOn(reply)),
        _ => throw new ArgumentOutOfRangeException(nameof(reply), Phase, "not a relay phase"),
    };

    /// <summary>Decides what it means that the backend is gone, or does not speak SMTP; <paramref name="reply"/> is for what it has left open.</summary>
    public RelayStep BreakOff(SmtpReply reply) => Phase == RelayPhase.EndOfData && Plan.Lmtp
        ? RecipientFates.Fold([.. Fates, .. Enumerable.Repeat(reply, Recipients - Fates.Length)])
        : new RelayStep.Failed(reply);

    private static bool IsRefusal(RelayReply reply) => reply.Code != 421 && (reply.IsTransient || reply.IsPermanent);

    // 421 concerns the connection between us and the backend, not the client's (RFC 5321 3.8).
    private static SmtpReply PassOn(RelayReply reply) =>
        reply.Code == 421 ? SmtpReplies.RelayLost
        : reply.IsTransient || reply.IsPermanent ? new SmtpReply(reply)
        : SmtpReplies.RelayConfused;

    // A backend that offers TLS and then refuses it gets the mail in cleartext if that is permitted: as if TLS had not been offered.
    private RelayStep GoWithoutTls() => Plan.NeedsTls
        ? new RelayStep.Failed(SmtpReplies.RelayInsecure)
        : new RelayStep.Say(this with { Phase = RelayPhase.Ehlo, Plan = Plan with { Tls = RelayTls.Off } }, Plan.GreetingLine(ClientIsKnown));

    private static RelayStep RefuseMail(RelayReply reply) =>
        IsRefusal(reply) ? new RelayStep.MailRefused(PassOn(reply)) : new RelayStep.Failed(PassOn(reply));

    // RFC 2033 4.2: one reply for each recipient, in the order of their acceptance. After an invalid reply the order is lost.
    private RelayStep RecordFate(RelayReply reply)
    {
        if (!reply.IsPositive && !IsRefusal(reply))
            return BreakOff(PassOn(reply));
        var fates = Fates.Add(new SmtpReply(reply));
        return fates.Length < Recipients ? new RelayStep.Wait(this with { Fates = fates }) : RecipientFates.Fold(fates);
    }

    private RelayStep ContinueAfterEhlo(RelayReply ehlo)
    {
        if (Plan.Tls != RelayTls.Off && !IsSecure && ehlo.Offers("STARTTLS"))
            return new RelayStep.Say(this with { Phase = RelayPhase.StartTls }, "STARTTLS\r\n");
        if (MustBeSecured)
            return new RelayStep.Failed(SmtpReplies.RelayInsecure);
        var capabilities = SmtpCapabilities.Parse(ehlo);
        if (Plan.ClientLine(ehlo) is not { } line)
            return OpenTransaction(capabilities);
        var xclient = Plan.ClientAddress == ClientAddressMode.Xclient;
        return new RelayStep.Say(
            this with { Phase = xclient ? RelayPhase.Xclient : RelayPhase.Xforward, Capabilities = capabilities, ClientIsKnown = xclient }, line);
    }

    private RelayStep OpenTransaction(SmtpCapabilities capabilities)
    {
        if (!capabilities.Offer(Plan.Needed))
            return new RelayStep.Failed(SmtpReplies.RelayConfused);
        var mail = Plan.MailLine(capabilities);
        return capabilities.Offer(SmtpExtensions.Pipelining)
            ? new RelayStep.Say(this with { Phase = RelayPhase.PipelinedMail }, mail + RelayPlan.RcptLine(Plan.FirstRecipient, Plan.FirstParameters))
            : new RelayStep.Say(this with { Phase = RelayPhase.Mail }, mail);
    }
}
