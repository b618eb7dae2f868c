using System.Collections.Immutable;
using System.Text;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Judging;
using GreyActors.Core.Policy;
using GreyActors.Core.Smtp;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Doors.Policy;

/// <summary>The record of one policy connection: its requests and answers in the logs, its decisions, and the header field that each mail gets once.</summary>
internal sealed class PolicyRecord(ConnectedClient client, PolicyDependencies dependencies)
{
    private const int MaxLinesShown = 23;
    private const int MaxLineShown = 512;

    // The mail that got its header field last: Postfix asks about each of its recipients.
    private string _marked = "";
    private long _bytesIn;
    private long _bytesOut;

    // The last request, for the introspection.
    private ReadOnlyMemory<byte> _asked;
    private long _askedAt;
    private PolicyAction? _action;
    private long _answeredAt;
    private DecisionMade? _decided;

    /// <summary>The dependencies of the current request.</summary>
    public PolicyDependencies Dependencies { get; set; } = dependencies;

    /// <summary>Records a request.</summary>
    /// <param name="lines">Its lines, without the empty line after them.</param>
    public void RecordRequest(ReadOnlyMemory<byte> lines)
    {
        (_asked, _askedAt, _action, _decided) = (lines, Environment.TickCount64, null, null);
        _bytesIn += lines.Length + 1;
        LogDialogue(DialogueDirection.FromClient, lines);
    }

    /// <summary>Records an answer.</summary>
    public void RecordAnswer(PolicyState state, PolicyAction action)
    {
        (_action, _answeredAt) = (action, Environment.TickCount64);
        _bytesOut += action.Bytes.Length;
        PolicyMeters.CountRequest(state, action);
        LogDialogue(DialogueDirection.ToClient, action.Bytes);
    }

    /// <summary>Records the decision about a recipient.</summary>
    public void RecordDecision(in RecipientQuestion question, RecipientAnswer answer)
    {
        var now = Dependencies.Time.GetUtcNow();
        var made = new DecisionMade(now, client.Name, client.Local, question, answer, answer.Status, answer.Reason)
        {
            Mode = Dependencies.Settings.Greylisting.Mode,
            Suffixes = Dependencies.Judging.Rules.Suffixes,
        };
        _decided = made;
        Dependencies.Decisions.Tell(made);
        Dependencies.Outcome.Tell(made);
        var status = answer.Status switch
        {
            DecisionStatus.Accepted => answer.WouldDefer ? MailStatus.WouldDefer : MailStatus.Accepted,
            DecisionStatus.Deferred => MailStatus.Deferred,
            DecisionStatus.Refused => MailStatus.Rejected,
            _ => MailStatus.Failed,
        };
        Meters.CountMail(status);
        Dependencies.MailLog.Tell(new MailLogged(
            now, question.Helo, question.Client, question.ReversePath.Address, [question.ForwardPath.Address], status, answer.Reason)
        {
            Session = client.Name,
            Door = Door.PostfixPolicy,
            Identity = answer.Identities[0].Text,
            Waited = answer.Delay,
            Judged = new JudgeNote(RecipientRules.Of(answer.Rule).Name, answer.By?.Text, [.. answer.Identities.Select(identity => identity.Text)], answer.WouldDefer),
        });
        if (Dependencies.LogDialogue)
            Dependencies.MailLog.Tell(new ClientIdentified(client.Name, made.Describe()));
    }

    /// <summary>The answer to Postfix.</summary>
    public PolicyAction ActionFor(PolicyRequest request, in RecipientQuestion question, RecipientAnswer answer)
    {
        if (answer.Status != DecisionStatus.Accepted)
            return PolicyAction.Defer(answer.Reply!, Dependencies.Settings.PostfixPolicy.ActionOnDeferral);
        if (!Dependencies.Settings.Relay.GreylistHeader || (request.Instance.Length > 0 && request.Instance == _marked))
            return PolicyAction.Dunno;
        _marked = request.Instance;
        var settings = Dependencies.Settings;
        var passed = new Recipient(question.ForwardPath, EsmtpParameters.None, RecipientStatus.Accepted, answer.Reason, answer.Delay)
        {
            Judged = new JudgeNote(RecipientRules.Of(answer.Rule).Name, null, [], answer.WouldDefer),
        };
        return PolicyAction.Prepend(TraceFields.Greylist([passed], settings.ServerName, settings.ServerId, Dependencies.Time.GetUtcNow()));
    }

    /// <summary>Describes the session by its last request.</summary>
    /// <param name="nameplate">Of the delegate.</param>
    /// <param name="judge">Knows the client's identities.</param>
    public SessionDescription Describe(Nameplate nameplate, RecipientJudge judge)
    {
        var ticks = Environment.TickCount64;
        var age = TimeSpan.FromMilliseconds(ticks - nameplate.Started);
        var request = PolicyRequest.Parse(_asked.Span);
        return new SessionDescription(
            client.Name,
            $"{client.Remote}",
            $"{client.Local}",
            request?.Helo ?? "",
            Extended: false,
            Tls: null,
            nameplate.Behaviour,
            (ticks - nameplate.Since) / 1000.0,
            Dependencies.Time.GetUtcNow() - age,
            age.TotalSeconds,
            SessionPhase.Connected,
            Errors: 0,
            _bytesIn,
            _bytesOut,
            EnvelopeOf(request),
            Relay: null,
            Transcript(nameplate))
        {
            Door = Door.PostfixPolicy,
            Identified = _decided is null ? null : judge.Describe(),
        };
    }

    private EnvelopeDescription? EnvelopeOf(PolicyRequest? request)
    {
        if (request?.Sender is not { } sender)
            return null;
        if (request.Recipient is not { } recipient || _decided is not { } made)
            return new EnvelopeDescription(sender.Address, 0, []);
        var status = made.Status switch
        {
            DecisionStatus.Accepted => RecipientStatus.Accepted,
            DecisionStatus.Deferred => RecipientStatus.Deferred,
            _ => RecipientStatus.Failed,
        };
        return new EnvelopeDescription(sender.Address, 1, [new RecipientDescription(recipient.Address, status, made.Why, made.Answer.WouldDefer)]);
    }

    private ImmutableArray<TranscriptLine> Transcript(Nameplate nameplate)
    {
        var lines = TextOf(_asked).Where(line => !line.EndsWith('=')).Take(MaxLinesShown).Select(line => Line(_askedAt, "client", line));
        return [.. _action is { } action ? lines.Append(Line(_answeredAt, "us", action.ToString())) : lines];

        TranscriptLine Line(long at, string from, string text)
        {
            var shown = LogText.ForLine(text);
            return new TranscriptLine((at - nameplate.Started) / 1000.0, from, shown.Length <= MaxLineShown ? shown : $"{shown.AsSpan(0, MaxLineShown)}…");
        }
    }

    private static IEnumerable<string> TextOf(ReadOnlyMemory<byte> bytes) =>
        Encoding.UTF8.GetString(bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r'));

    private void LogDialogue(DialogueDirection direction, ReadOnlyMemory<byte> bytes)
    {
        if (!Dependencies.LogDialogue)
            return;
        foreach (var line in TextOf(bytes))
            Dependencies.MailLog.Tell(new DialogueLine(client.Name, direction, line));
    }
}
