using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>Our side of the conversation with the backend, up to the mail data and behind it (RFC 5321 3.3): a pure value.</summary>
/// <param name="Phase">What is awaited from the backend.</param>
/// <param name="Plan">What we want from it.</param>
/// <remarks>Kamaelia: the relaying half of ConcreteMailHandler.</remarks>
public sealed record RelayDialogue(RelayPhase Phase, RelayPlan Plan)
{
    /// <summary>What the backend offers, once it was asked.</summary>
    public SmtpCapabilities Capabilities { get; private init; } = SmtpCapabilities.None;

    /// <summary>The backend takes the client for its own, and names it in its trace of the mail. XFORWARD is for its log only.</summary>
    public bool ClientIsKnown { get; private init; }

    /// <summary>TLS lies underneath.</summary>
    public bool IsSecure { get; private init; }

    /// <summary>Recipients that it took.</summary>
    public int Recipients { get; private init; }

    /// <summary>With LMTP: what it said to the mail data so far, for one recipient after the other.</summary>
    public ImmutableArray<SmtpReply> Fates { get; private init; } = [];

    private bool MustBeSecured => Plan.NeedsTls && !IsSecure;

    /// <summary>A dialogue in which the banner is awaited.</summary>
    public static RelayDialogue Start(RelayPlan plan) => new(RelayPhase.Banner, plan) { ClientIsKnown = !plan.Preface.IsEmpty };

    /// <summary>Names another recipient to a backend that has answered for the one before.</summary>
    public RelayStep.Say NameRecipient(MailPath forwardPath, EsmtpParameters parameters) =>
        new(this with { Phase = RelayPhase.Rcpt }, RelayPlan.RcptLine(forwardPath, parameters));

    /// <summary>Asks for the go-ahead.</summary>
    public RelayStep.Say AskForData() => new(this with { Phase = RelayPhase.Data }, "DATA\r\n");

    /// <summary>The mail data was sent with its end.</summary>
    public RelayDialogue DataSent() => this with { Phase = RelayPhase.EndOfData };

    /// <summary>The handshake is done: everything begins anew, and what was offered in clear is forgotten (RFC 3207 4.2).</summary>
    public RelayStep.Say Secured() => new(this with { Phase = RelayPhase.Ehlo, IsSecure = true }, Plan.GreetingLine(ClientIsKnown));

    /// <summary>The handshake failed. Null: what cannot be had under TLS may be done in clear, on another connection.</summary>
    public RelayStep? FailSecuring() => Plan.NeedsTls ? new RelayStep.Failed(SmtpReplies.RelayInsecure) : null;

    /// <summary>Says what a reply of the backend means.</summary>
    public RelayStep Take(RelayReply reply) => Phase switch
    {
        // A banner or EHLO that is refused is about us, not about this mail: the client shall come again, whatever the code.
        RelayPhase.Banner => reply.Code == 220
            ? new RelayStep.Say(this with { Phase = RelayPhase.Ehlo }, Plan.GreetingLine(ClientIsKnown))
            : new RelayStep.Failed(SmtpReplies.RelayConfused),
        RelayPhase.Ehlo => reply.IsPositive
            ? Introduce(reply)
            : reply.IsPermanent && !Plan.Lmtp && !MustBeSecured
                ? new RelayStep.Say(this with { Phase = RelayPhase.Helo }, $"HELO {Plan.GreetingName(ClientIsKnown)}\r\n")
                : new RelayStep.Failed(SmtpReplies.RelayConfused),
        RelayPhase.StartTls => reply.Code == 220
            ? new RelayStep.Secure(this with { Phase = RelayPhase.Handshake })
            : IsRefusal(reply) ? GoWithoutTls() : new RelayStep.Failed(PassOn(reply)),
        // Said in clear behind the go-ahead for TLS, by the server or by whoever stands between, to be taken for something said under TLS.
        RelayPhase.Handshake => new RelayStep.Failed(SmtpReplies.RelayConfused),
        // After XCLIENT the session begins anew, with a banner (220) that is followed by EHLO. 550 says that we are not allowed to say it:
        // that is a mistake in a configuration, and no mail shall bounce for it.
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
        // No other 2yz means that the recipient will have the mail (RFC 5321 4.2.3).
        RelayPhase.Rcpt => reply.Code is 250 or 251 or 252
            ? new RelayStep.RecipientAccepted(this with { Phase = RelayPhase.Ready, Recipients = Recipients + 1 }, new SmtpReply(reply))
            : IsRefusal(reply)
                ? new RelayStep.RecipientRefused(this with { Phase = RelayPhase.Ready }, PassOn(reply))
                // 354 here: it would read the next command as mail data.
                : new RelayStep.Failed(PassOn(reply)),
        RelayPhase.Data => reply.Code == 354
            ? new RelayStep.GoAhead(this with { Phase = RelayPhase.MailData }, new SmtpReply(reply))
            : new RelayStep.Failed(PassOn(reply)),
        RelayPhase.EndOfData when Plan.Lmtp => HearFate(reply),
        RelayPhase.EndOfData => reply.IsPositive
            ? new RelayStep.Delivered(new SmtpReply(reply))
            : new RelayStep.Failed(PassOn(reply)),
        // Nothing was asked. A refusal is believed, anything else is confusion; a 250 before the end of data is never passed on.
        RelayPhase.Ready or RelayPhase.MailData => new RelayStep.Failed(PassOn(reply)),
        _ => throw new ArgumentOutOfRangeException(nameof(reply), Phase, "not a relay phase"),
    };

    /// <summary>Says what it means that the backend has gone, or speaks no SMTP; <paramref name="reply"/> is for what it has left open.</summary>
    public RelayStep BreakOff(SmtpReply reply) => Phase == RelayPhase.EndOfData && Plan.Lmtp
        ? RecipientFates.Fold([.. Fates, .. Enumerable.Repeat(reply, Recipients - Fates.Length)])
        : new RelayStep.Failed(reply);

    private static bool IsRefusal(RelayReply reply) => reply.Code != 421 && (reply.IsTransient || reply.IsPermanent);

    // 421 speaks of the connection between us and the backend, not of the client's (RFC 5321 3.8).
    private static SmtpReply PassOn(RelayReply reply) =>
        reply.Code == 421 ? SmtpReplies.RelayLost
        : reply.IsTransient || reply.IsPermanent ? new SmtpReply(reply)
        : SmtpReplies.RelayConfused;

    // Who offers TLS and then refuses it is spoken to in clear where that is good enough: as if it had not been offered.
    private RelayStep GoWithoutTls() => Plan.NeedsTls
        ? new RelayStep.Failed(SmtpReplies.RelayInsecure)
        : new RelayStep.Say(this with { Phase = RelayPhase.Ehlo, Plan = Plan with { Tls = RelayTls.Off } }, Plan.GreetingLine(ClientIsKnown));

    private static RelayStep RefuseMail(RelayReply reply) =>
        IsRefusal(reply) ? new RelayStep.MailRefused(PassOn(reply)) : new RelayStep.Failed(PassOn(reply));

    // RFC 2033 4.2: one reply for each recipient, in the order in which they were taken. Behind one that is none the order is lost.
    private RelayStep HearFate(RelayReply reply)
    {
        if (!reply.IsPositive && !IsRefusal(reply))
            return BreakOff(PassOn(reply));
        var fates = Fates.Add(new SmtpReply(reply));
        return fates.Length < Recipients ? new RelayStep.Wait(this with { Fates = fates }) : RecipientFates.Fold(fates);
    }

    private RelayStep Introduce(RelayReply ehlo)
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
