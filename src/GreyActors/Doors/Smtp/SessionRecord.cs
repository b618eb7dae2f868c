using System.Text;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <summary>The record of one session: its transcript and counts, its lines in the logs, its decisions, and its description for the introspection.</summary>
internal sealed class SessionRecord(ConnectedClient client, Nameplate nameplate, ILoggingAdapter log, SessionDependencies dependencies)
{
    private const int MaxRecipientsShown = 100;

    private readonly Transcript _transcript = new();
    private long _bytesIn;
    private long _bytesOut;
    private bool _passwordMayFollow;
    private TlsFacts? _tls;
    private string _identified = "";

    /// <summary>The dependencies of the current mail transaction.</summary>
    public SessionDependencies Dependencies { get; set; } = dependencies;

    /// <summary>Records a client that sent data before the banner and is refused.</summary>
    public void RecordEarlyTalk() => log.Info(LogLines.EarlyTalker, client.Name, client.Remote);

    /// <summary>Records a command, without passwords: those after AUTH on its line and, from a client that ignores replies, on the lines after it.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="verb">Its verb.</param>
    /// <param name="isOffered">False for commands of other protocols, and those that this server does not offer.</param>
    public void RecordCommand(ReadOnlyMemory<byte> line, SmtpVerb verb, bool isOffered)
    {
        if (!isOffered)
            log.Info(LogLines.ForeignCommand, client.Name, client.Remote, Encoding.ASCII.GetString(FirstWord(line).Span));
        _bytesIn += line.Length + 2;
        var isSecret = _passwordMayFollow && verb == SmtpVerb.Unknown;
        _passwordMayFollow = isSecret || IsAuth(line);
        var shown = isSecret ? "(not shown)"u8.ToArray() : verb is SmtpVerb.NotOffered or SmtpVerb.Foreign || IsAuth(line) ? FirstWord(line) : line;
        _transcript.Note(DialogueDirection.FromClient, shown);
        LogDialogue(DialogueDirection.FromClient, shown);
    }

    /// <summary>Records a reply.</summary>
    public void RecordReply(SmtpReply reply)
    {
        Meters.CountReply(reply);
        _bytesOut += reply.Bytes.Length;
        _transcript.Note(DialogueDirection.ToClient, reply.Bytes);
        LogDialogue(DialogueDirection.ToClient, reply.Bytes);
    }

    /// <summary>
    /// Records input after STARTTLS. An attacker on the line may have put it there, to be executed inside TLS (CVE-2011-0411); or the client
    /// does not wait for replies.
    /// </summary>
    public void RecordInputAfterStartTls()
    {
        Meters.CountCleartextAfterStartTls();
        log.Warning(LogLines.CleartextAfterStartTls, client.Name, client.Remote);
    }

    /// <summary>Records a handshake with the client.</summary>
    public void RecordHandshake(TlsFacts facts)
    {
        _tls = facts;
        Meters.CountHandshake(facts.Protocol);
        log.Info(LogLines.TlsEstablished, client.Name, client.Remote, facts.Protocol, facts.Cipher, facts.Name.Length == 0 ? "no name" : facts.Name);
    }

    /// <summary>Records a handshake that failed.</summary>
    public void RecordFailedHandshake(string why)
    {
        Meters.CountHandshakeFailure();
        log.Info(LogLines.TlsFailed, client.Name, client.Remote, why);
    }

    /// <summary>Records the outcome for a recipient.</summary>
    /// <param name="question">What the judge was asked.</param>
    /// <param name="answer">What it answered.</param>
    /// <param name="fate">The outcome, after the backend was asked too.</param>
    /// <param name="relayWaited">How long the recipient waited for a relay; null if it did not wait.</param>
    public void RecordDecision(in RecipientQuestion question, RecipientAnswer answer, RecipientFate fate, TimeSpan? relayWaited)
    {
        var made = new DecisionMade(
            Dependencies.Time.GetUtcNow(),
            client.Name,
            client.Local,
            question,
            answer,
            fate.Status switch
            {
                RecipientStatus.Accepted => DecisionStatus.Accepted,
                RecipientStatus.Deferred => DecisionStatus.Deferred,
                RecipientStatus.Refused => DecisionStatus.Refused,
                _ => DecisionStatus.Failed,
            },
            fate.Why,
            relayWaited)
        {
            Mode = Dependencies.Settings.Greylisting.Mode,
            Suffixes = Dependencies.Judging.Rules.Suffixes,
        };
        Dependencies.Decisions.Tell(made);
        Dependencies.Outcome.Tell(made);
        if (!Dependencies.LogDialogue)
            return;
        LogIdentities(made);
        if (answer.WouldDefer)
            Dependencies.MailLog.Tell(new RecipientObserved(client.Name, question.ForwardPath.Address, answer.Reason));
    }

    /// <summary>Records a mail transaction that has ended, for the greylist log.</summary>
    /// <param name="ended">The transaction.</param>
    /// <param name="clientName">From HELO or EHLO.</param>
    /// <param name="judge">Knows the client's identity in the greylist.</param>
    public void RecordMail(EndedTransaction ended, string clientName, RecipientJudge judge)
    {
        var now = Dependencies.Time.GetUtcNow();
        foreach (var fate in TransactionSummary.Of(ended.Transaction, ended.Status, ended.Detail))
        {
            Meters.CountMail(fate.Status);
            Dependencies.MailLog.Tell(new MailLogged(
                now, clientName, client.RemoteIp.Address, ended.Transaction.ReversePath.Address, fate.ForwardPaths, fate.Status, fate.Why)
            {
                Session = client.Name,
                Identity = judge.Identities[0].Text,
                Waited = fate.Waited,
                Parts = fate.Parts,
            });
        }
    }

    /// <summary>Describes the session.</summary>
    /// <param name="session">Its state.</param>
    /// <param name="delivery">Its relay, and the mail data that was read.</param>
    /// <param name="judge">Knows the client's identities.</param>
    public SessionDescription Describe(SmtpSession session, MailDelivery delivery, RecipientJudge judge)
    {
        var ticks = Environment.TickCount64;
        var age = TimeSpan.FromMilliseconds(ticks - nameplate.Started);
        return new SessionDescription(
            client.Name,
            $"{client.Remote}",
            $"{client.Local}",
            session.ClientName,
            session.Extended,
            _tls?.ToString(),
            nameplate.Behaviour,
            (ticks - nameplate.Since) / 1000.0,
            Dependencies.Time.GetUtcNow() - age,
            age.TotalSeconds,
            session.Phase,
            session.Errors,
            _bytesIn + delivery.BytesRead,
            _bytesOut,
            session.Transaction is { } transaction ? Describe(transaction) : null,
            delivery.Relay is { } relay ? new RelayDescription(relay.Name, relay.Phase, relay.TcpClient.Path.Name) : null,
            _transcript.Lines())
        {
            Identified = judge.Describe(),
        };
    }

    private static EnvelopeDescription Describe(MailTransaction transaction) => new(
        transaction.ReversePath.Address,
        transaction.Recipients.Length,
        [
            .. transaction.Recipients.Take(MaxRecipientsShown)
                .Select(recipient => new RecipientDescription(recipient.ForwardPath.Address, recipient.Status, recipient.Why, recipient.WouldDefer)),
        ]);

    private static ReadOnlyMemory<byte> FirstWord(ReadOnlyMemory<byte> line) =>
        line.Span.IndexOfAny((byte)' ', (byte)'\t') is >= 0 and var end ? line[..end] : line;

    // Also where a tab after it makes it no command.
    private static bool IsAuth(ReadOnlyMemory<byte> line) => line.Length >= 4 && Ascii.EqualsIgnoreCase(line.Span[..4], "AUTH"u8);

    // Once until it changes: a mail may have a hundred recipients.
    private void LogIdentities(DecisionMade made)
    {
        var client = made.Describe();
        if (client.ToString() is var words && words == _identified)
            return;
        _identified = words;
        Dependencies.MailLog.Tell(new ClientIdentified(made.Session, client));
    }

    private void LogDialogue(DialogueDirection direction, ReadOnlyMemory<byte> bytes)
    {
        if (!Dependencies.LogDialogue)
            return;
        foreach (var line in Encoding.UTF8.GetString(bytes.Span).TrimEnd('\r', '\n').Split("\r\n"))
            Dependencies.MailLog.Tell(new DialogueLine(client.Name, direction, line));
    }
}
