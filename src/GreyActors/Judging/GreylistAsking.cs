using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;

namespace GreyActors.Judging;

/// <summary>The question of a judge to the known clients and the greylist, and the wait for their verdict: a part of <see cref="RecipientJudge"/>.</summary>
/// <remarks>
/// In a cluster the question is repeated until its time is over: it may be lost because its partition moves to another machine, or because the connection to that machine breaks. A first
/// refusal is not final for the same reason. An attempt that is judged twice gets the same decision, and the first answer counts. Without a cluster no question is lost.
/// </remarks>
/// <param name="judge">Gets the answer.</param>
internal sealed class GreylistAsking(IActorRef judge)
{
    private JudgeAttempt? _asked;
    private TimeSpan _left;
    private bool _mayBeRefused;

    /// <summary>The number of the last question.</summary>
    public long Number { get; private set; }

    /// <summary>Asks. The deadline is that of the answer, or of the next repetition.</summary>
    public void Start(JudgeDependencies parts, Attempt attempt, bool onlyIfSeen, Deadline deadline)
    {
        _asked = new JudgeAttempt(++Number, attempt) { OnlyIfSeen = onlyIfSeen };
        _left = parts.Timeout;
        _mayBeRefused = parts.AskAgainAfter > TimeSpan.Zero;
        GoesOn(parts, deadline);
    }

    /// <summary>Whether an answer with this number is awaited.</summary>
    public bool Awaits(long number) => _asked?.Number == number;

    /// <summary>Takes an awaited answer. False if it is a refusal, and the question will be repeated.</summary>
    public bool IsFinal(JudgeOutcome outcome)
    {
        if (outcome is JudgeOutcome.Unavailable && _mayBeRefused && _left > TimeSpan.Zero)
        {
            _mayBeRefused = false;
            return false;
        }

        _asked = null;
        // After a verdict, the known clients have the rest of the time. Everything else ends the wait, or has a deadline of its own.
        _left = outcome is JudgeOutcome.Decided ? _left : TimeSpan.Zero;
        return true;
    }

    /// <summary>The deadline has passed: true if there is time left. An open question is repeated then.</summary>
    public bool GoesOn(JudgeDependencies parts, Deadline deadline)
    {
        if (_left == TimeSpan.Zero)
            return false;
        if (_asked is not null)
            (parts.Rules.Known.IsUsed ? parts.Clients : parts.Greylist).Tell(_asked, judge);
        var step = parts.AskAgainAfter > TimeSpan.Zero && parts.AskAgainAfter < _left ? parts.AskAgainAfter : _left;
        _left -= step;
        deadline.Set(step);
        return true;
    }

    /// <summary>Awaits nothing.</summary>
    public void Clear() => (_asked, _left) = (null, TimeSpan.Zero);
}
