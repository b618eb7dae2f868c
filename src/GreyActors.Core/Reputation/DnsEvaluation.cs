namespace GreyActors.Core.Reputation;

/// <summary>A pure evaluation that needs answers from the DNS, one after the other. It contains no clock and no socket.</summary>
/// <remarks>
/// Call <see cref="Next"/> with null, then with the answer to each question, until it returns null: then the result of the derived class is final.
/// An evaluation that takes too long is simply abandoned, or <see cref="Expire"/> ends it.
/// </remarks>
public abstract class DnsEvaluation
{
    private IEnumerator<DnsQuestion>? _steps;

    /// <summary>The time for which the result may be kept: the smallest time to live of all answers so far; the maximum before the first answer.</summary>
    public TimeSpan TimeToLive { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Whether an answer was <see cref="DnsStatus.Failed"/>, or the deadline has passed: the result may then be kept only briefly.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The number of questions so far.</summary>
    public int Questions { get; private set; }

    /// <summary>The answer to the last question.</summary>
    protected DnsAnswer Answer { get; private set; } = DnsAnswer.Failed;

    /// <summary>The next question; null at the end.</summary>
    /// <param name="answer">The answer to the previous question; null at the start.</param>
    public DnsQuestion? Next(DnsAnswer? answer)
    {
        if (answer is not null)
        {
            Answer = answer;
            HasFailed |= answer.Status == DnsStatus.Failed;
            if (answer.Status != DnsStatus.Failed && answer.TimeToLive < TimeToLive)
                TimeToLive = answer.TimeToLive;
        }

        _steps ??= Evaluate().GetEnumerator();
        if (!_steps.MoveNext())
            return null;
        Questions++;
        return _steps.Current;
    }

    /// <summary>Ends the evaluation because its deadline has passed.</summary>
    public void Expire()
    {
        HasFailed = true;
        Conclude();
    }

    /// <summary>The questions; after each <c>yield return</c>, <see cref="Answer"/> is its answer.</summary>
    protected abstract IEnumerable<DnsQuestion> Evaluate();

    /// <summary>Sets the result of an evaluation that has too little time; by default, the result so far stays.</summary>
    protected virtual void Conclude()
    {
    }
}
