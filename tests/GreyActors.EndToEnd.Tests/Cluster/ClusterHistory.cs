namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>All that clients, backend and logs have seen. All times have one clock, which starts with the history.</summary>
public sealed record ClusterHistory
{
    /// <summary>Attempts in any order.</summary>
    public IReadOnlyCollection<AttemptRecord> Attempts { get; init; } = [];

    /// <summary>Transmissions of mail in any order.</summary>
    public IReadOnlyCollection<MailRecord> Mails { get; init; } = [];

    /// <summary>The name of each mail that the backend acknowledged, once per delivery.</summary>
    public IReadOnlyCollection<string> Deliveries { get; init; } = [];

    /// <summary>The log lines of on-store-failure.</summary>
    public IReadOnlyCollection<StoreFailureLine> StoreFailures { get; init; } = [];

    /// <summary>The machines that were killed, and when. A killed machine loses the newest lines of its log.</summary>
    public IReadOnlyCollection<(int Machine, TimeSpan At)> Kills { get; init; } = [];
}
