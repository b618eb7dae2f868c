namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>A broken promise of the cluster, and the records that show it.</summary>
public sealed record ClusterViolation(ViolationKind Kind, string Evidence);

/// <summary>The promises of the cluster.</summary>
public enum ViolationKind
{
    /// <summary>A triplet passed that had not waited, and no log shows on-store-failure.</summary>
    PassedTooSoon,

    /// <summary>A triplet that had waited, or had passed, was deferred more than once.</summary>
    DeferredAgain,

    /// <summary>A client got a permanent refusal, and returns the mail to its sender.</summary>
    RefusedPermanently,

    /// <summary>A mail was acknowledged, and the backend does not have it.</summary>
    MailMissing,

    /// <summary>A mail was delivered more often than lost acknowledgements explain.</summary>
    DeliveredTwice,
}
