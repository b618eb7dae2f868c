namespace GreyActors.Core.Smtp;

/// <summary>The next step of the verification of a recipient.</summary>
public abstract record VerificationStep
{
    private VerificationStep()
    {
    }

    /// <summary>Send this and await the reply.</summary>
    public sealed record Say(VerificationDialogue Next, string Lines) : VerificationStep
    {
        /// <summary>What the backend says about the recipient; null if it has not answered yet.</summary>
        public VerificationOutcome? Outcome { get; init; }
    }

    /// <summary>The session can verify another recipient.</summary>
    public sealed record Ready : VerificationStep
    {
        /// <summary>The one instance.</summary>
        public static readonly Ready Instance = new();
    }

    /// <summary>The session cannot be used any more.</summary>
    public sealed record Failed(string Why) : VerificationStep;
}
