namespace GreyActors.Core.Smtp;

/// <summary>What a backend says about a recipient.</summary>
public abstract record VerificationOutcome
{
    private VerificationOutcome()
    {
    }

    /// <summary>The backend accepts mail for the recipient.</summary>
    public sealed record Accepted : VerificationOutcome
    {
        /// <summary>The one instance.</summary>
        public static readonly Accepted Instance = new();
    }

    /// <summary>The backend refuses the recipient permanently (5yz).</summary>
    public sealed record Refused(SmtpReply Reply) : VerificationOutcome;

    /// <summary>The backend does not say, for whatever reason.</summary>
    public sealed record Unknown : VerificationOutcome
    {
        /// <summary>The one instance.</summary>
        public static readonly Unknown Instance = new();
    }
}
