namespace GreyActors.Core.Smtp;

/// <summary>The next step of a probe.</summary>
public abstract record ProbeStep
{
    private ProbeStep()
    {
    }

    /// <summary>Send this and await the reply.</summary>
    public sealed record Say(ProbeDialogue Next, string Lines) : ProbeStep;

    /// <summary>Start the TLS handshake.</summary>
    public sealed record Secure(ProbeDialogue Next) : ProbeStep;

    /// <summary>The extensions are known; send QUIT if the connection is still open.</summary>
    public sealed record Learnt(SmtpCapabilities Capabilities) : ProbeStep;

    /// <summary>The probe has failed.</summary>
    public sealed record Missed(string Why) : ProbeStep;
}
