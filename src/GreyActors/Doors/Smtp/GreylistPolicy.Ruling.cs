using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Access;
using GreyActors.Core.Smtp;
using GreyActors.Dispatch;
using GreyActors.Judging;
using GreyActors.Net;

namespace GreyActors.Doors.Smtp;

/// <content>The rules that are asked before the greylist: at once, or on other threads where lists hold expressions.</content>
public sealed partial class GreylistPolicy
{
    // Searches wait for each other. A client that waits this long is asked to come again.
    private static readonly TimeSpan LongestListSearch = TimeSpan.FromSeconds(30);

    // The search that is awaited: it is cancelled however the wait ends.
    private CancellationTokenSource? _search;

    private UntypedReceive AwaitingRuling(SessionStep.Judge judge) => message =>
    {
        switch (message)
        {
            case Ruled ruled when ReferenceEquals(ruled.Search, _search):
                EndSearch();
                _deadline.Clear();
                Apply(judge, ruled.Ruling);
                break;
            case RulingFailed failed when ReferenceEquals(failed.Search, _search):
                throw new InvalidOperationException("a search of the access lists failed", failed.Cause);
            case DeadlinePassed when _deadline.Is(message):
                EndSearch();
                _rule = DecisionRule.Crowded;
                Settle(judge, RecipientFate.Deferred(SmtpReplies.StoreFailure, "too many searches of the access lists at once"));
                break;
            case Control.ClientFinished:
                // The ruling is near, and the client still reads its reply.
                break;
            case TcpControl.Lost when IsFromRelay():
                AbandonRelay(message);
                Apply(SessionEvent.RelayLost.ByBackend);
                Enter(AwaitingRuling(judge with { Transaction = _session.Transaction! }));
                break;
            default:
                Always(message);
                break;
        }
    };

    // An open session takes the lists of a reload with its next mail, so each recipient decides for itself where its search runs.
    private void Decide(SessionStep.Judge judge)
    {
        var (localPart, domain) = (judge.ForwardPath.UnquotedLocalPart, judge.ForwardPath.Domain);
        var (access, client, name, reversePath) = (_parts.Access, _client.Remote.Address, _session.ClientName, judge.Transaction.ReversePath.Address);
        _verdict = null;
        if (!access.MayTakeLong)
        {
            Apply(judge, RecipientRules.Decide(access, client, name, reversePath, localPart, domain));
            return;
        }

        var search = _search = new CancellationTokenSource();
        ListSearches.Run(() => RecipientRules.Decide(access, client, name, reversePath, localPart, domain), search.Token)
            .PipeTo(Self, Self, ruling => new Ruled(search, ruling), cause => new RulingFailed(search, cause));
        _deadline.Set(LongestListSearch);
        Enter(AwaitingRuling(judge));
    }

    private void EndSearch()
    {
        _search?.Cancel();
        _search?.Dispose();
        _search = null;
    }

    private sealed record Ruled(CancellationTokenSource Search, RecipientRuling Ruling);

    private sealed record RulingFailed(CancellationTokenSource Search, Exception Cause);
}
