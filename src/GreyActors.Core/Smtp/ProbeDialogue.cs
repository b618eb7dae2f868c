namespace GreyActors.Core.Smtp;

/// <summary>Our side of a conversation that only asks the backend what it offers, in the way in which mail will come: a pure value.</summary>
/// <param name="ServerName">Our name.</param>
/// <param name="Lmtp">It speaks LMTP.</param>
/// <param name="Tls">Whether it is spoken to under TLS: there it may offer more, and less.</param>
public sealed record ProbeDialogue(string ServerName, bool Lmtp, RelayTls Tls)
{
    private RelayPhase Phase { get; init; } = RelayPhase.Banner;

    private bool IsSecure { get; init; }

    // What it offers in clear; null before it has said so.
    private SmtpCapabilities? InClear { get; init; }

    /// <summary>A handshake is under way: any line now, be it a whole reply or the beginning of one, is speech in clear (CVE-2011-0411).</summary>
    public bool IsShaking => Phase == RelayPhase.Handshake;

    private bool NeedsTls => Tls is RelayTls.Required or RelayTls.Verify;

    /// <summary>Says what a reply means.</summary>
    public ProbeStep Take(RelayReply reply) => Phase switch
    {
        RelayPhase.Banner when reply.Code == 220 => Greet(this),
        RelayPhase.Ehlo when reply.IsPositive => Learn(reply),
        RelayPhase.StartTls when reply.Code == 220 => new ProbeStep.Secure(this with { Phase = RelayPhase.Handshake }),
        RelayPhase.StartTls => FailSecuring(reply.ToString()),
        _ => new ProbeStep.Missed(reply.ToString()),
    };

    /// <summary>It went on speaking in clear behind its go-ahead for TLS, or somebody on the line did.</summary>
    public static ProbeStep SpokeInClear() => new ProbeStep.Missed("it went on speaking in clear behind its go-ahead for TLS");

    /// <summary>The handshake is done.</summary>
    public ProbeStep Secured() => Greet(this with { IsSecure = true });

    /// <summary>The connection is lost. In the handshake that says nothing of a server that is spoken to in clear then.</summary>
    public ProbeStep Lost(string why) => Phase == RelayPhase.Handshake ? FailSecuring(why) : new ProbeStep.Missed(why);

    private static ProbeStep.Say Greet(ProbeDialogue dialogue) =>
        new(dialogue with { Phase = RelayPhase.Ehlo }, $"{(dialogue.Lmtp ? "LHLO" : "EHLO")} {dialogue.ServerName}\r\n");

    private ProbeStep Learn(RelayReply ehlo)
    {
        var capabilities = SmtpCapabilities.Parse(ehlo);
        if (Tls == RelayTls.Off || IsSecure)
            return new ProbeStep.Learnt(capabilities);
        if (ehlo.Offers("STARTTLS"))
            return new ProbeStep.Say(this with { Phase = RelayPhase.StartTls, InClear = capabilities }, "STARTTLS\r\n");
        return NeedsTls ? new ProbeStep.Missed("it does not offer STARTTLS") : new ProbeStep.Learnt(capabilities);
    }

    private ProbeStep FailSecuring(string why) =>
        InClear is { } inClear && !NeedsTls ? new ProbeStep.Learnt(inClear) : new ProbeStep.Missed(why);
}
