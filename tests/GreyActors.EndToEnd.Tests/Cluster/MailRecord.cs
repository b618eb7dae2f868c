namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>One transmission of a mail, from its final dot.</summary>
/// <param name="Mail">The name of the mail, the same in every transmission of it.</param>
/// <param name="Machine">The machine that got it.</param>
/// <param name="Answered">The time when the reply was complete, or the client gave up.</param>
/// <param name="Answer">The meaning of the reply.</param>
/// <param name="Reply">The reply.</param>
public sealed record MailRecord(string Mail, int Machine, TimeSpan Answered, MailAnswer Answer, string Reply);

/// <summary>The meaning of the reply to the mail data.</summary>
public enum MailAnswer
{
    /// <summary>The mail is accepted.</summary>
    Acknowledged,

    /// <summary>A temporary reply: the client sends the mail again.</summary>
    Postponed,

    /// <summary>A permanent refusal.</summary>
    Refused,

    /// <summary>No reply came, so the client sends the mail again.</summary>
    Lost,
}
