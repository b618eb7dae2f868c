using Akka.Actor;
using GreyActors.Core.Judging;
using GreyActors.Dispatch;

namespace GreyActors.Judging;

/// <summary>Searches the access lists for the open question on another thread.</summary>
internal sealed class ListSearching(IActorRef owner)
{
    private CancellationTokenSource? _search;

    /// <summary>True while the end of the search is awaited.</summary>
    public bool IsAwaited => _search is not null;

    /// <summary>Starts the search.</summary>
    public void Start(JudgeRules rules, RecipientQuestion question)
    {
        var search = new CancellationTokenSource();
        _search = search;
        ListSearches.Run(() => rules.Check(question), search.Token)
            .PipeTo(owner, owner, ruling => new ListSearchEnded(search, ruling), failure => new ListSearchEnded(search, default, failure));
    }

    /// <summary>True if this search was awaited.</summary>
    /// <exception cref="InvalidOperationException">The search failed.</exception>
    public bool Accepts(ListSearchEnded ended)
    {
        if (_search is null || !ReferenceEquals(ended.Search, _search))
            return false;
        return ended.Failure is { } failure ? throw new InvalidOperationException("a search of the access lists failed", failure) : true;
    }

    /// <summary>Stops waiting for the search, and the search itself if it has not started.</summary>
    public void Clear()
    {
        _search?.Cancel();
        _search?.Dispose();
        _search = null;
    }
}
