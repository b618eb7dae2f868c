using GreyActors.Core.Judging;

namespace GreyActors.Replay;

/// <summary>The outcome of one recipient of one message. A value without objects: there may be millions.</summary>
internal struct RecipientOutcome
{
    /// <summary>A retry within this time passes no greylist, so its deferral says nothing about the rules. Milliseconds.</summary>
    public const int Useful = 4 * 60 * 1000;

    /// <summary>Whether the recipient still waits, or was accepted or refused.</summary>
    public RecipientState State { get; private set; }

    /// <summary>The rule of the last decision.</summary>
    public RecipientRule Rule { get; private set; }

    /// <summary>Whether the last decision was about a try that the history does not contain.</summary>
    public bool IsAssumed { get; private set; }

    /// <summary>The number of deferrals.</summary>
    public int Deferrals { get; private set; }

    /// <summary>The number of deferrals of retries after <see cref="Useful"/>.</summary>
    public int LateDeferrals { get; private set; }

    /// <summary>Milliseconds from the first try to the accepted one; meaningless in another state.</summary>
    public int Delay { get; private set; }

    /// <summary>Whether the recipient was accepted, but not at the first try, or never.</summary>
    public readonly bool IsDelayed => State == RecipientState.Waiting || Delay > 0;

    /// <summary>Adds a decision.</summary>
    /// <param name="delay">Milliseconds after the first try.</param>
    public void Add(DecisionStatus status, RecipientRule rule, int delay, bool isAssumed)
    {
        (Rule, IsAssumed) = (rule, isAssumed);
        switch (status)
        {
            case DecisionStatus.Accepted:
                (State, Delay) = (RecipientState.Accepted, delay);
                break;
            case DecisionStatus.Refused:
                State = RecipientState.Refused;
                break;
            default:
                Deferrals++;
                LateDeferrals += delay >= Useful ? 1 : 0;
                break;
        }
    }
}

/// <summary>The state of a recipient.</summary>
internal enum RecipientState : byte
{
    /// <summary>Deferred so far. At the end: lost.</summary>
    Waiting,

    /// <summary>Accepted.</summary>
    Accepted,

    /// <summary>Refused permanently: its sender does not retry.</summary>
    Refused,
}
