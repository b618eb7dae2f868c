using System.Collections.Immutable;
using Akka.Event;
using GreyActors.Core.Reputation;
using GreyActors.Observability;

namespace GreyActors.Reputation;

/// <summary>The configured DNS lists, and whether they work (RFC 5782 5). Only a list that has passed its test is used.</summary>
/// <remarks>A test without an answer changes nothing after the first test: a list that does not answer has no effect either.</remarks>
internal sealed class TestedLists(ILoggingAdapter log)
{
    // The tests count against the quota of the list.
    private static readonly TimeSpan AfterResults = TimeSpan.FromHours(4);
    private static readonly TimeSpan WithoutResult = TimeSpan.FromMinutes(5);

    private ImmutableDictionary<DnsList, DnsListHealth?> _health = ImmutableDictionary<DnsList, DnsListHealth?>.Empty;

    /// <summary>All lists.</summary>
    public ImmutableArray<DnsList> All { get; private set; } = [];

    /// <summary>The lists that work.</summary>
    public ImmutableArray<DnsList> Working { get; private set; } = [];

    /// <summary>The time until the next tests.</summary>
    public TimeSpan UntilNextTests => All.Any(list => _health[list] is null or DnsListHealth.NoAnswer) ? WithoutResult : AfterResults;

    /// <summary>Uses other lists; those that stay keep their results.</summary>
    public void Use(ImmutableArray<DnsList> lists)
    {
        All = [.. lists.Distinct()];
        _health = All.ToImmutableDictionary(list => list, list => _health.GetValueOrDefault(list));
        Working = [.. All.Where(IsWorking)];
    }

    /// <summary>Records the result of a test; true if <see cref="Working"/> has changed.</summary>
    public bool Record(DnsList list, DnsListHealth health)
    {
        if (!_health.TryGetValue(list, out var before) || before == health || (health == DnsListHealth.NoAnswer && before is not null))
            return false;
        _health = _health.SetItem(list, health);
        if (health != DnsListHealth.Working)
            log.Warning(LogLines.ListOff, list.Zone, ReasonOf(health));
        else if (before is not null)
            log.Info(LogLines.ListOn, list.Zone);
        var wasWorking = Working.Length;
        Working = [.. All.Where(IsWorking)];
        return Working.Length != wasWorking;
    }

    private static string ReasonOf(DnsListHealth health) => health switch
    {
        DnsListHealth.NoTestEntry => "it does not contain its test entry 127.0.0.2",
        DnsListHealth.ListsTheWorld => "it contains 127.0.0.1, so it lists everybody",
        _ => "it does not answer, or refuses to answer this resolver",
    };

    private bool IsWorking(DnsList list) => _health[list] == DnsListHealth.Working;
}
