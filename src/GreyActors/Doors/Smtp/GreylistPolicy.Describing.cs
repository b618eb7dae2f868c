using System.Text;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <content>What is shown of the session: its description when somebody asks, and each decision.</content>
public sealed partial class GreylistPolicy
{
    private const int MaxRecipientsShown = 100;

    private readonly Transcript _transcript = new();
    private long _octetsIn;
    private long _octetsOut;
    private bool _passwordMayFollow;
    private TlsFacts? _tls;

    // When the backend was asked last.
    private long _asked;

    // The judge's answer for the recipient that is being answered.
    private RecipientAnswer? _answer;

    private SessionDescription Describe()
    {
        var ticks = Environment.TickCount64;
        var age = TimeSpan.FromMilliseconds(ticks - Nameplate.Started);
        return new SessionDescription(
            _client.Name,
            _client.Remote.ToString(),
            _client.Local.ToString(),
            _session.ClientName,
            _session.Extended,
            _tls?.ToString(),
            Nameplate.Behaviour,
            (ticks - Nameplate.Since) / 1000.0,
            _parts.Time.GetUtcNow() - age,
            age.TotalSeconds,
            _session.Phase,
            _session.Errors,
            _octetsIn,
            _octetsOut,
            _session.Transaction is { } transaction ? Describe(transaction) : null,
            _relay is { } relay ? new RelayDescription(relay.Name, relay.Phase, relay.TcpClient.Path.Name) : null,
            _transcript.Lines());
    }

    private static EnvelopeDescription Describe(MailTransaction transaction) => new(
        transaction.ReversePath.Address,
        transaction.Recipients.Length,
        [
            .. transaction.Recipients.Take(MaxRecipientsShown)
                .Select(recipient => new RecipientDescription(recipient.ForwardPath.Address, recipient.Status, recipient.Why)),
        ]);

    // What the client said, but for passwords: what follows AUTH, on its line and, from a client that does not listen, on the next ones.
    private void Hear(ReadOnlyMemory<byte> line, SmtpVerb verb)
    {
        _octetsIn += line.Length + 2;
        var isSecret = _passwordMayFollow && verb == SmtpVerb.Unknown;
        _passwordMayFollow = isSecret || IsAuth(line);
        var shown = isSecret ? "(not shown)"u8.ToArray() : verb is SmtpVerb.NotOffered or SmtpVerb.Foreign || IsAuth(line) ? FirstWord(line) : line;
        _transcript.Note(DialogueDirection.FromClient, shown);
        LogDialogue(DialogueDirection.FromClient, shown);
    }

    private void NoteReply(SmtpReply reply)
    {
        Meters.CountReply(reply);
        _octetsOut += reply.Bytes.Length;
        _transcript.Note(DialogueDirection.ToClient, reply.Bytes);
        LogDialogue(DialogueDirection.ToClient, reply.Bytes);
    }

    private static ReadOnlyMemory<byte> FirstWord(ReadOnlyMemory<byte> line) =>
        line.Span.IndexOfAny((byte)' ', (byte)'\t') is >= 0 and var end ? line[..end] : line;

    // Also where a tab makes it no command.
    private static bool IsAuth(ReadOnlyMemory<byte> line) => line.Length >= 4 && Ascii.EqualsIgnoreCase(line.Span[..4], "AUTH"u8);

    private void LogDialogue(DialogueDirection direction, ReadOnlyMemory<byte> bytes)
    {
        if (!_parts.LogDialogue)
            return;
        foreach (var line in Encoding.UTF8.GetString(bytes.Span).TrimEnd('\r', '\n').Split("\r\n"))
            _parts.MailLog.Tell(new DialogueLine(_client.Name, direction, line));
    }

    private void TellDecision(SessionStep.Judge judge, RecipientFate fate) => _parts.Decisions.Tell(new DecisionMade(
        _parts.Time.GetUtcNow(),
        _client.Name,
        _client.Local,
        QuestionOf(judge),
        _answer!,
        fate.Status switch
        {
            RecipientStatus.Accepted => DecisionStatus.Accepted,
            RecipientStatus.Deferred => DecisionStatus.Deferred,
            RecipientStatus.Refused => DecisionStatus.Refused,
            _ => DecisionStatus.Failed,
        },
        fate.Why,
        _relayWaited));
}
