namespace GreyActors.Core.Outcome;

/// <summary>News for the other machines of a cluster: a mail was retried at this machine, and another machine, where its first attempt was, follows it.</summary>
/// <param name="Conversation">The hash of its two paths.</param>
/// <param name="At">The time of the attempt.</param>
/// <param name="HasPassed">Whether the mail has passed.</param>
public sealed record MailElsewhere(ulong Conversation, DateTimeOffset At, bool HasPassed);
