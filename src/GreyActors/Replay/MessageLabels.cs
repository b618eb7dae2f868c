using System.Collections.Immutable;

namespace GreyActors.Replay;

/// <summary>What the history knows about a message afterwards. Only the figures read it.</summary>
/// <param name="Class">Whether somebody wants the message.</param>
/// <param name="Conversation">Messages with the same one and the same recipient belong together; null if the sender determines it.</param>
/// <param name="IsUrgent">True for a verification code.</param>
/// <param name="IsPooled">True if the sender retries from several networks, or with IPv4 and IPv6.</param>
/// <param name="NeverRetries">True for spam whose sender sends each message once; null if the tries show it.</param>
/// <param name="NoMailboxes">The indices of the recipients that are not mailboxes.</param>
internal sealed record MessageLabels(
    MessageClass Class, string? Conversation, bool IsUrgent, bool IsPooled, bool? NeverRetries, ImmutableArray<int> NoMailboxes)
{
    /// <summary>Nothing is known.</summary>
    public static MessageLabels None { get; } = new(MessageClass.Unknown, null, false, false, null, []);

    /// <summary>The log says that the message was delivered.</summary>
    public static MessageLabels Delivered { get; } = None with { Class = MessageClass.Wanted };

    /// <summary>The log says that the message was never delivered, or that a filter took it for spam.</summary>
    public static MessageLabels NotDelivered { get; } = None with { Class = MessageClass.Unwanted };
}

/// <summary>Whether somebody wants a message.</summary>
internal enum MessageClass
{
    /// <summary>The history does not say it.</summary>
    Unknown,

    /// <summary>Honest in a trace; delivered in a log.</summary>
    Wanted,

    /// <summary>Spam in a trace; never delivered, or tagged as spam, in a log.</summary>
    Unwanted,
}
