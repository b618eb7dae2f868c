using System.Net;
using Akka.Actor;
using GreyActors.Core.Reputation;

namespace GreyActors.Reputation;

/// <summary>An evaluation that waits for an answer of the DNS, and the actors that wait for its result.</summary>
internal sealed class RunningEvaluation
{
    /// <summary>An evaluation that begins.</summary>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="question">The look-up that began it.</param>
    /// <param name="started">The time in milliseconds of a steady clock.</param>
    public RunningEvaluation(DnsEvaluation evaluation, LookUp question, long started)
    {
        (Evaluation, Question, Started, Network) = (evaluation, question, started, LookUpShares.NetworkOf(question.Client));
        Node = new LinkedListNode<RunningEvaluation>(this);
    }

    /// <summary>A test that begins.</summary>
    /// <param name="test">The test.</param>
    /// <param name="list">The list.</param>
    /// <param name="started">The time in milliseconds of a steady clock.</param>
    public RunningEvaluation(DnsListTest test, DnsList list, long started)
    {
        (Evaluation, TestedList, Started) = (test, list, started);
        Node = new LinkedListNode<RunningEvaluation>(this);
    }

    /// <summary>The evaluation.</summary>
    public DnsEvaluation Evaluation { get; }

    /// <summary>The look-up that began it; null for the test of a list.</summary>
    public LookUp? Question { get; }

    /// <summary>The list that is tested; null for a look-up.</summary>
    public DnsList? TestedList { get; }

    /// <summary>The network of the client; that of nobody for the test of a list.</summary>
    public IPNetwork Network { get; } = new(IPAddress.Any, 32);

    /// <summary>The time of its begin in milliseconds of a steady clock.</summary>
    public long Started { get; }

    /// <summary>The place in the list of evaluations, which is in the order of their begin.</summary>
    public LinkedListNode<RunningEvaluation> Node { get; }

    /// <summary>The actors that get the result; equal look-ups share one evaluation.</summary>
    public List<(LookUp Question, IActorRef Asker)> Askers { get; } = [];

    /// <summary>Whether a bug has ended it.</summary>
    public bool HasCrashed { get; set; }

    /// <summary>Whether it has a result, so that an answer comes too late.</summary>
    public bool IsDone { get; set; }
}
