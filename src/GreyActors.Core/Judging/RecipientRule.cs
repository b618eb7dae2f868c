namespace GreyActors.Core.Judging;

/// <summary>The rules that decide about a recipient; <see cref="RecipientRules"/> has the words and the reply of each.</summary>
public enum RecipientRule
{
    /// <summary>The client may send to any domain.</summary>
    AllowedClient,

    /// <summary>The client has authenticated.</summary>
    Authenticated,

    /// <summary>The domain is not served here.</summary>
    DomainNotServed,

    /// <summary>The local-part contains a route.</summary>
    SenderRouted,

    /// <summary>A list whitelists the mail, or an earlier recipient was whitelisted for the whole mail.</summary>
    Whitelisted,

    /// <summary>The recipient is a spam trap, or the client is trapped.</summary>
    Trapped,

    /// <summary>The recipient does not exist.</summary>
    UnknownRecipient,

    /// <summary>postmaster and abuse.</summary>
    AlwaysAccepted,

    /// <summary>A DNS list of <c>reputation.allow-lists</c> contains the client.</summary>
    AllowListed,

    /// <summary>The client is known for mail of the sender's organisation.</summary>
    KnownPair,

    /// <summary>The recipient wrote to the sender's organisation not long ago.</summary>
    ExpectedReply,

    /// <summary>The triplet has passed before.</summary>
    KnownTriplet,

    /// <summary>The backend refuses the recipient: relay.verify-recipients asked it before the first deferral.</summary>
    RefusedByBackend,

    /// <summary>The triplet was never seen.</summary>
    NeverSeen,

    /// <summary>The retry came within too-soon.</summary>
    TooSoon,

    /// <summary>The retry came before initial-delay was over.</summary>
    StillWaiting,

    /// <summary>The retry came after retry-window.</summary>
    TooLate,

    /// <summary>The retry came in time.</summary>
    WaitedLongEnough,

    /// <summary>The greylist does not answer: on-store-failure decides.</summary>
    StoreFailure,

    /// <summary>Too many attempts at once.</summary>
    Crowded,

    /// <summary>The process has too little memory for another recipient.</summary>
    LittleMemory,
}
