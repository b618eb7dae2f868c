namespace GreyActors.Core.Smtp;

/// <summary>What is to be done in a probe of the backend.</summary>
public abstract record ProbeStep
{
    private ProbeStep()
    {
    }

    /// <summary>Say this and await the reply.</summary>
    public sealed record Say(ProbeDialogue Next, string Lines) : ProbeStep;

    /// <summary>Begin the handshake.</summary>
    public sealed record Secure(ProbeDialogue Next) : ProbeStep;

    /// <summary>It is known what it offers; nothing is left to say but QUIT, where it still listens.</summary>
    public sealed record Learnt(SmtpCapabilities Capabilities) : ProbeStep;

    /// <summary>It cannot be known.</summary>
    public sealed record Missed(string Why) : ProbeStep;
}
