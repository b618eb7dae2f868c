namespace GreyActors.Core.Greylisting;

/// <summary>The greylist's answer to an attempt, the reason, and the time that the triplet has waited.</summary>
/// <param name="Passed">True: the recipient is accepted. False: it is deferred.</param>
/// <param name="Reason">The rule that decided.</param>
/// <param name="Waited">Time since the triplet was first seen; zero if it never was.</param>
/// <param name="By">The identity whose triplet decided: it has passed, or its wait counts. Null if the wait begins now.</param>
public readonly record struct Verdict(bool Passed, VerdictReason Reason, TimeSpan Waited, ClientIdentity? By = null)
{
    /// <summary>True if the triplet is unknown, or waited for so long that its wait begins again.</summary>
    public bool BeginsWait => Reason is VerdictReason.NeverSeen or VerdictReason.TooLate;
}

/// <summary>The rules of the known clients and of the greylist, in the order in which they apply.</summary>
/// <remarks>Kamaelia: <c>isGreylisted</c> of GreyListingPolicy.</remarks>
public enum VerdictReason
{
    /// <summary>The client is known for mail of the sender's organisation.</summary>
    KnownPair,

    /// <summary>The recipient wrote to the sender's organisation not long ago.</summary>
    ExpectedReply,

    /// <summary>The triplet has passed before, within pass-lifetime.</summary>
    KnownTriplet,

    /// <summary>The triplet was never seen, or has expired.</summary>
    NeverSeen,

    /// <summary>The retry came within too-soon; the wait starts again.</summary>
    TooSoon,

    /// <summary>The retry came before initial-delay was over.</summary>
    StillWaiting,

    /// <summary>The retry came after retry-window; the wait starts again.</summary>
    TooLate,

    /// <summary>The retry came in time: the triplet passes from now on.</summary>
    WaitedLongEnough,
}
