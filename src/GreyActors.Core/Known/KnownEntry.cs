using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Known;

/// <summary>Something that lets mail of an organisation pass without waiting, and its times.</summary>
public readonly record struct KnownEntry(KnownKey Key, KnownTimes Times);

/// <summary>A known pair, or an expected reply.</summary>
/// <remarks>A pair has no recipient, because it holds for every mailbox. An expected reply has no identity, because each client of the organisation may bring it.</remarks>
/// <param name="Identity">The text of the client identity of a pair; empty for an expected reply.</param>
/// <param name="Organisation">The sender's organisation (<see cref="SenderOrganisation"/>).</param>
/// <param name="Recipient">Our user who expects the reply, normalised by <see cref="ForwardPathNormaliser"/>; empty for a pair.</param>
public readonly record struct KnownKey(string Identity, string Organisation, string Recipient)
{
    /// <summary>Whether it is a pair.</summary>
    public bool IsPair => Recipient.Length == 0;

    /// <summary>A pair.</summary>
    public static KnownKey Pair(ClientIdentity identity, string organisation) => new(identity.Text, organisation, string.Empty);

    /// <summary>An expected reply.</summary>
    public static KnownKey Reply(string organisation, string recipient) => new(string.Empty, organisation, recipient);
}

/// <summary>The times of a <see cref="KnownEntry"/>, in Unix milliseconds.</summary>
/// <param name="FirstPass">When the first mail of a pair passed, or when our user wrote for the first time.</param>
/// <param name="LastUsed">When mail of a pair passed last, updated at most once a day, or when our user wrote last.</param>
/// <param name="Mails">The number of mails so far; after a crash it may lack those of the last day.</param>
/// <param name="Source">Where the knowledge comes from.</param>
public readonly record struct KnownTimes(long FirstPass, long LastUsed, int Mails, KnownSource Source);

/// <summary>Where the knowledge about a <see cref="KnownEntry"/> comes from. The numbers are stored.</summary>
public enum KnownSource
{
    /// <summary>A recipient passed after it had waited.</summary>
    Passed = 0,

    /// <summary>Our user wrote to the organisation.</summary>
    Sent = 1,

    /// <summary>The logs of an earlier time.</summary>
    History = 2,

    /// <summary>An operator, whose pairs take effect at once.</summary>
    Operator = 3,
}
