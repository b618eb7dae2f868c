using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>Builds a <see cref="Report"/>, page by page.</summary>
/// <param name="retryAllowance">The time within which a triplet that may pass should be retried.</param>
/// <param name="rows">The number of clients and mails to list.</param>
internal sealed class ReportMaker(DateTimeOffset now, TimeSpan retryAllowance, int rows)
{
    private readonly Dictionary<string, AbsentClient> _absent = [];
    private readonly Dictionary<(string From, string To), Wait> _waits = [];
    private readonly HashSet<(string From, string To)> _passed = [];
    private readonly SortedSet<int> _away = [];
    private int _waiting;

    /// <summary>The number of triplets counted.</summary>
    public int Triplets { get; private set; }

    /// <summary>Counts a page of triplets.</summary>
    public void Add(ShownTriplets page)
    {
        _away.UnionWith(page.Away);
        foreach (var triplet in page.Triplets)
        {
            Triplets++;
            // A triplet that never passed has never been used.
            if (triplet.Life.LastUsed is null)
                AddWaiting(triplet);
            else
                _passed.Add((triplet.From, triplet.To));
        }
    }

    /// <summary>The report.</summary>
    /// <param name="isWhole">Whether all pages were counted.</param>
    public Report Make(ShownDecisions decisions, bool isWhole)
    {
        var stuck = _waits.Where(one => one.Value.Clients > 1 && !_passed.Contains(one.Key)).ToImmutableArray();
        return new Report(
            now,
            Triplets,
            _waiting,
            Triplets - _waiting,
            isWhole,
            [.. _away],
            retryAllowance.TotalSeconds,
            _absent.Values.Sum(client => client.Triplets),
            [.. _absent.Values.OrderByDescending(client => client.Triplets).ThenBy(client => client.Client, StringComparer.Ordinal).Take(rows)],
            stuck.Length,
            [.. stuck
                .Select(one => new StuckMail(one.Key.From, one.Key.To, one.Value.Clients, one.Value.Oldest, one.Value.Latest))
                .OrderByDescending(mail => mail.Clients).ThenByDescending(mail => mail.Latest).Take(rows)],
            DelayDistribution.Of(decisions.Decisions),
            decisions.Decisions.Length,
            decisions.Decisions is [var oldest, ..] ? oldest.At : null,
            decisions.Lost);
    }

    private void AddWaiting(ListedTriplet triplet)
    {
        _waiting++;
        var seen = triplet.Life.FirstSeen ?? now;
        if (triplet.Life.State == TripletState.Expired || triplet.Life.PassesFrom + retryAllowance <= now)
        {
            _absent[triplet.Life.Identity] = _absent.TryGetValue(triplet.Life.Identity, out var known)
                ? known with { Triplets = known.Triplets + 1, Oldest = seen < known.Oldest ? seen : known.Oldest }
                : new AbsentClient(triplet.Life.Identity, 1, seen, triplet.From, triplet.To);
        }

        var mail = (triplet.From, triplet.To);
        _waits[mail] = _waits.TryGetValue(mail, out var wait)
            ? new Wait(wait.Clients + 1, seen < wait.Oldest ? seen : wait.Oldest, seen > wait.Latest ? seen : wait.Latest)
            : new Wait(1, seen, seen);
    }

    private readonly record struct Wait(int Clients, DateTimeOffset Oldest, DateTimeOffset Latest);
}
