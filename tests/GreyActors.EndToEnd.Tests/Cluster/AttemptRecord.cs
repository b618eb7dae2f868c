namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>One attempt of a client: one RCPT, or a connection that ended before it.</summary>
/// <param name="Triplet">The number of the triplet.</param>
/// <param name="Machine">The machine that was asked.</param>
/// <param name="Asked">The time before RCPT was sent, since the start of the history.</param>
/// <param name="Answered">The time when the reply was complete, or the client gave up.</param>
/// <param name="Answer">The meaning of the reply.</param>
/// <param name="Reply">The reply.</param>
public sealed record AttemptRecord(int Triplet, int Machine, TimeSpan Asked, TimeSpan Answered, AttemptAnswer Answer, string Reply);

/// <summary>The meaning of the reply to RCPT.</summary>
public enum AttemptAnswer
{
    /// <summary>The recipient is accepted.</summary>
    Passed,

    /// <summary>The greylist defers.</summary>
    Deferred,

    /// <summary>The greylist did not answer, and on-store-failure defers.</summary>
    StoreFailure,

    /// <summary>Another temporary reply.</summary>
    Postponed,

    /// <summary>A permanent refusal.</summary>
    Refused,

    /// <summary>RCPT was sent, and no reply came.</summary>
    Lost,

    /// <summary>RCPT was never sent: no connection, or the session ended before.</summary>
    NotAsked,
}
