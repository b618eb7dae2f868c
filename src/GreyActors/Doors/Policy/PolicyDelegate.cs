using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Judging;
using GreyActors.Core.Policy;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Known;
using GreyActors.Net;
using GreyActors.Observability;
using GreyActors.Reputation;
using GreyActors.Traps;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Doors.Policy;

/// <summary>One policy connection of Postfix: its requests, one at a time, and their answers.</summary>
/// <remarks>
/// <see cref="PolicyRules"/> decides what is judged, and <see cref="RecipientJudge"/> judges it. Every connection serves many clients of Postfix.
/// The first input that is no request ends the connection: nothing after it has a meaning, and Postfix never sends such input.
/// Stops when Postfix has closed the connection, or the last answer is sent.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "An actor is disposed of by PostStop.")]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "Postfix delegates a decision to it.")]
public sealed class PolicyDelegate : Component
{
    private readonly ConnectedClient _client;
    private readonly IActorRef _socket;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly RecipientJudge _judge;
    private readonly PolicyRecord _record;
    private PolicyDependencies _dependencies;

    private PolicyDelegate(Nameplate nameplate, PolicyDependencies dependencies, ConnectedClient client, IActorRef socket)
        : base(nameplate)
    {
        (_client, _socket, _dependencies) = (client, socket, dependencies);
        _judge = new RecipientJudge(Context, dependencies.Judging, _log);
        _record = new PolicyRecord(client, dependencies);
    }

    /// <summary>The delegate of one connection; <paramref name="socket"/> accepts its <see cref="Outbox"/>.</summary>
    public static Props Props(PolicyDependencies dependencies, ConnectedClient client, IActorRef socket) =>
        PropsOf(nameplate => new PolicyDelegate(nameplate, dependencies, client, socket));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _socket.Tell(new Outbox.Read(0, Reading.Line));
        Enter(AwaitingRequest);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Meters.RecordSession(Environment.TickCount64 - Nameplate.Started);
        _judge.Dispose();
    }

    private void AwaitingRequest(object message)
    {
        switch (message)
        {
            case Inbox.Line line:
                UseNewestDependencies();
                Handle(line);
                break;
            case Inbox.BadLine bad:
                Refuse(bad.Reason == BadLineReason.TooLong ? "a request that is too long" : "a line that is no attribute");
                break;
            case Control.Drain or Control.OutOfTime or Control.ClientSilent or Control.EndedByOperator:
                Close();
                break;
            default:
                Always(message);
                break;
        }
    }

    // The waits differ only in their names, which show an operator what is slow.
    private UntypedReceive AwaitingRuling(PolicyRequest request, RecipientQuestion question, bool isLast) => AwaitingAnswer(request, question, isLast);

    private UntypedReceive AwaitingLookUps(PolicyRequest request, RecipientQuestion question, bool isLast) => AwaitingAnswer(request, question, isLast);

    private UntypedReceive AwaitingVerdict(PolicyRequest request, RecipientQuestion question, bool isLast) => AwaitingAnswer(request, question, isLast);

    private UntypedReceive AwaitingAnswer(PolicyRequest request, RecipientQuestion question, bool isLast) => message =>
    {
        switch (message)
        {
            case Control.Drain or Control.OutOfTime or Control.EndedByOperator:
                Await(request, question, isLast: true);
                break;
            case Control.ClientFinished or Control.ClientSilent:
                // The answer is near, and Postfix still reads it.
                break;
            default:
                if (_judge.Accepts(message, out var answer))
                    Continue(request, question, answer, isLast);
                else
                    Always(message);
                break;
        }
    };

    // Messages that may come in any behaviour.
    private void Always(object message)
    {
        switch (message)
        {
            case Control.ClientGone or Control.ClientFinished:
                Context.Stop(Self);
                break;
            case DescribeSession:
                Sender.Tell(_record.Describe(Nameplate, _judge));
                break;
            case LookedUp or Judged or ClientTrapped or PassNoted or ListSearchEnded or DeadlinePassed:
                // Of an earlier question: the judge has counted the look-up.
                _judge.Accepts(message, out _);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Handle(Inbox.Line line)
    {
        _record.RecordRequest(line.Bytes);
        if (PolicyRequest.Parse(line.Bytes.Span) is not { } request)
        {
            Refuse("a request without request=smtpd_access_policy");
            return;
        }

        if (PolicyRules.QuestionOf(request) is { } question)
        {
            Continue(request, question, _judge.Judge(question), isLast: false);
            return;
        }

        // The look-ups that DATA will need have time until then.
        if (request is { State: PolicyState.Rcpt, Client: { } client, Sender: { IsNull: true }, Authenticated: false })
            _judge.Prepare(client, request.Helo, "");
        Answer(request, PolicyAction.Dunno, isLast: false);
    }

    private void Continue(PolicyRequest request, in RecipientQuestion question, RecipientAnswer? answer, bool isLast)
    {
        if (answer is null)
        {
            Await(request, question, isLast);
            return;
        }

        _record.RecordDecision(question, answer);
        if (answer.Status == DecisionStatus.Accepted)
            _judge.LearnSent([question]);
        Answer(request, _record.ActionFor(request, question, answer), isLast);
    }

    private void Await(PolicyRequest request, RecipientQuestion question, bool isLast)
    {
        if (_judge.IsSearching)
            Enter(AwaitingRuling(request, question, isLast));
        else if (_judge.IsLookingUp)
            Enter(AwaitingLookUps(request, question, isLast));
        else
            Enter(AwaitingVerdict(request, question, isLast));
    }

    private void Answer(PolicyRequest request, PolicyAction action, bool isLast)
    {
        _record.RecordAnswer(request.State, action);
        _socket.Tell(new Outbox.Send(action.Bytes, isLast ? Reading.Nothing : Reading.Line));
        if (isLast)
            Close();
        else
            Enter(AwaitingRequest);
    }

    private void Refuse(string why)
    {
        PolicyMeters.CountGarbage();
        _log.Warning(LogLines.PolicyGarbage, _client.Name, _client.Remote, why);
        Close();
    }

    private void Close()
    {
        _socket.Tell(Signal.Finished.Instance);
        Context.Stop(Self);
    }

    private void UseNewestDependencies()
    {
        if (_dependencies.Newest.Now is not { } newest || ReferenceEquals(newest, _dependencies))
            return;
        _dependencies = newest;
        _judge.Use(newest.Judging);
        _record.Dependencies = newest;
    }
}
