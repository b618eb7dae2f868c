namespace GreyActors.Core.Smtp;

/// <summary>Our side of a probe: asks the backend for its extensions, over the same kind of connection as mail. A pure value.</summary>
/// <param name="ServerName">The name to send in EHLO.</param>
/// <param name="Lmtp">Whether the backend uses LMTP.</param>
/// <param name="Tls">Whether the backend is reached over TLS, where it may offer other extensions.</param>
public sealed record ProbeDialogue(string ServerName, bool Lmtp, RelayTls Tls)
{
    private RelayPhase Phase { get; init; } = RelayPhase.Banner;

    private bool IsSecure { get; init; }

    // The extensions offered in cleartext; null before the reply to EHLO.
    private SmtpCapabilities? InCleartext { get; init; }

    /// <summary>Whether a handshake is in progress. Any line that arrives now, complete or not, is injected cleartext (CVE-2011-0411).</summary>
    public bool IsShaking => Phase == RelayPhase.Handshake;

    private bool NeedsTls => Tls is RelayTls.Required or RelayTls.Verify;

    /// <summary>Handles a reply.</summary>
    public ProbeStep Handle(RelayReply reply) => Phase switch
    {
        RelayPhase.Banner when reply.Code == 220 => Greet(this),
        RelayPhase.Ehlo when reply.IsPositive => Learn(reply),
        RelayPhase.StartTls when reply.Code == 220 => new ProbeStep.Secure(this with { Phase = RelayPhase.Handshake }),
        RelayPhase.StartTls => FailSecuring(reply.ToString()),
        _ => new ProbeStep.Missed(reply.ToString()),
    };

    /// <summary>Cleartext arrived after the backend's reply to STARTTLS.</summary>
    public static ProbeStep SentCleartext() => new ProbeStep.Missed("it sent cleartext after its reply to STARTTLS");

    /// <summary>The handshake is complete.</summary>
    public ProbeStep Secured() => Greet(this with { IsSecure = true });

    /// <summary>The connection is lost. During a handshake this does not matter if the backend is then reached in cleartext.</summary>
    public ProbeStep Lost(string why) => Phase == RelayPhase.Handshake ? FailSecuring(why) : new ProbeStep.Missed(why);

    private static ProbeStep.Say Greet(ProbeDialogue dialogue) =>
        new(dialogue with { Phase = RelayPhase.Ehlo }, $"{(dialogue.Lmtp ? "LHLO" : "EHLO")} {dialogue.ServerName}\r\n");

    private ProbeStep Learn(RelayReply ehlo)
    {
        var capabilities = SmtpCapabilities.Parse(ehlo);
        if (Tls == RelayTls.Off || IsSecure)
            return new ProbeStep.Learnt(capabilities);
        if (ehlo.Offers("STARTTLS"))
            return new ProbeStep.Say(this with { Phase = RelayPhase.StartTls, InCleartext = capabilities }, "STARTTLS\r\n");
        return NeedsTls ? new ProbeStep.Missed("it does not offer STARTTLS") : new ProbeStep.Learnt(capabilities);
    }

    private ProbeStep FailSecuring(string why) =>
        InCleartext is { } inCleartext && !NeedsTls ? new ProbeStep.Learnt(inCleartext) : new ProbeStep.Missed(why);
}
