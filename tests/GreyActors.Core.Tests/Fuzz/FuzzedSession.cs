using GreyActors.Core.Access;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Fuzz;

/// <summary>
/// One session of the core, driven as in the program: framer, parser, session, recipient rules, relay dialogue and scanner, with verdicts and a backend
/// that depend on a seed. The checks here hold for every input.
/// </summary>
internal sealed class FuzzedSession
{
    private const int MaxLine = 2048;

    private static readonly AccessPolicy Access = AccessPolicy.Compile(new AccessRules(
        [], [], ["example.test", "b\u00fccher.example"], ["192.0.2.1 <a@example.net> <d@example.test>"], []));

    private readonly Random _random;
    private readonly SessionRules _rules;
    private readonly bool _rejectBareNewlines;
    private readonly bool _lmtp;
    private readonly RelayTls _tls;
    private readonly LineFramer _lines = new(MaxLine);
    private readonly FuzzedMailServer _server;
    private SmtpSession _session = SmtpSession.Start;
    private RelayDialogue? _relay;
    private MailDataScanner? _scanner;
    private SmtpReply? _swallowing;
    private bool _closed;

    private FuzzedSession(Random random)
    {
        _random = random;
        _server = new FuzzedMailServer(random);
        _rejectBareNewlines = random.Next(5) == 0;
        _lmtp = random.Next(3) == 0;
        _tls = (RelayTls)random.Next(4);
        _rules = new SessionRules(
            "mx",
            "[192.0.2.1]",
            new SmtpCapabilities(SmtpExtensions.Pipelining | SmtpExtensions.Size | SmtpExtensions.EightBitMime | SmtpExtensions.SmtpUtf8 | SmtpExtensions.Dsn, 5_000),
            random.Next(3) == 0 ? DeferAt.Data : DeferAt.Rcpt,
            new SmtpReply("451 4.7.1 Please try again later"),
            MaxRecipients: random.Next(1, 20),
            MaxErrors: random.Next(1, 40),
            RejectEarlyTalkers: random.Next(3) == 0);
    }

    /// <summary>Plays it to its end; returns how many mails the backend got.</summary>
    public static int Play(ReadOnlyMemory<byte> said, Random random)
    {
        var session = new FuzzedSession(random);
        foreach (var packet in new Mutator(random).Cut(said))
            session.Take(packet.Span);
        session._server.BreakOff();
        session.Apply(new SessionEvent.TransactionEnded(MailStatus.Aborted, "in the end"));
        return session._server.Mails;
    }

    private void Take(ReadOnlySpan<byte> packet)
    {
        while (!packet.IsEmpty && !_closed)
            packet = packet[(_scanner is null ? TakeLine(packet) : TakeMailData(packet, _scanner))..];
    }

    private int TakeLine(ReadOnlySpan<byte> packet)
    {
        var framed = _lines.Read(packet, out var taken, out var line);
        Assert.InRange(taken, 1, packet.Length);
        switch (framed)
        {
            case Framed.Line:
                Assert.InRange(line.Length, 0, MaxLine - 2);
                var step = Apply(new SessionEvent.CommandReceived(CommandParser.Parse(line.Span), MoreWaiting: taken < packet.Length));
                Perform(step is SessionStep.DiscardData unwanted && line.Span is [(byte)'.'] ? new SessionStep.Answer(unwanted.Session, unwanted.Reply) : step);
                break;
            case Framed.TooLong:
                Perform(Apply(new SessionEvent.LineRejected(SmtpReplies.LineTooLong)));
                break;
            case Framed.BareNewline:
                Perform(Apply(new SessionEvent.LineRejected(SmtpReplies.BareNewline)));
                break;
        }

        return taken;
    }

    private int TakeMailData(ReadOnlySpan<byte> packet, MailDataScanner scanner)
    {
        var scanned = scanner.Scan(packet);
        Assert.InRange(scanned.Taken, 1, packet.Length);
        Assert.InRange(scanned.Clean, 0, scanned.Taken);
        Assert.True(scanned.Clean == 0 || scanned.Rewritten.IsEmpty);
        // A held CR and dot, and two octets for one at the worst.
        Assert.InRange(scanned.Rewritten.Length, 0, (3 * packet.Length) + 5);
        Assert.True(scanned.Ended || scanned.Taken == packet.Length);
        Assert.InRange(scanner.Size, 0, int.MaxValue);
        if (_swallowing is null)
        {
            if (scanner.BareNewlineSeen && _rejectBareNewlines)
            {
                _server.BreakOff();
                FuzzedClient.Hear(SmtpReplies.BareNewlineInData);
                _closed = true;
                return scanned.Taken;
            }

            _server.Take(scanned.Rewritten.IsEmpty ? packet[..scanned.Clean] : scanned.Rewritten.Span, scanned.Ended);
        }

        if (!scanned.Ended)
            return scanned.Taken;
        (_scanner, var reply) = (null, _swallowing);
        _swallowing = null;
        Perform(Apply(reply is null ? LastWord(_relay!.DataSent()) : new SessionEvent.MailAnswered(reply)));
        return scanned.Taken;
    }

    private SessionEvent LastWord(RelayDialogue dialogue)
    {
        switch (Ask(dialogue))
        {
            case RelayStep.Delivered delivered:
                return new SessionEvent.MailAnswered(delivered.Reply);
            case RelayStep.Failed failed:
                return new SessionEvent.MailAnswered(failed.Reply);
            case RelayStep.Divided divided:
                Assert.True(_lmtp && divided.Reply.IsTransient);
                return new SessionEvent.MailDivided(divided.Reply, divided.Fates);
            case null:
                return new SessionEvent.MailAnswered(SmtpReplies.RelayLost);
            case var other:
                throw new InvalidOperationException($"{other} behind the end of mail data");
        }
    }

    private void Perform(SessionStep step)
    {
        switch (step)
        {
            case SessionStep.Answer answer:
                FuzzedClient.Hear(answer.Reply);
                break;
            case SessionStep.Close close:
                FuzzedClient.Hear(close.Reply);
                _closed = true;
                break;
            case SessionStep.DiscardData discard:
                (_scanner, _swallowing) = (new MailDataScanner(), discard.Reply);
                break;
            case SessionStep.Judge judge:
                Decide(judge);
                break;
            case SessionStep.StartData:
                StartData();
                break;
        }
    }

    private void Decide(SessionStep.Judge judge)
    {
        Assert.InRange(judge.Transaction.Recipients.Length, 0, _rules.MaxRecipients - 1);
        var rule = AccessCheck.Decide(
            Access, FuzzedClient.Address, _session.ClientName, judge.Transaction.ReversePath.Address, judge.ForwardPath.UnquotedLocalPart, judge.ForwardPath.Domain).Reason;
        var fate = rule switch
        {
            AccessReason.DomainNotServed => RecipientFate.Refused(SmtpReplies.DomainNotServed),
            AccessReason.SenderRouted => RecipientFate.Refused(SmtpReplies.RoutedRecipient),
            AccessReason.AskGreylist when _random.Next(3) == 0 => RecipientFate.Deferred(_rules.DeferReply, "never seen before"),
            _ when judge.Transaction.IsDeferredWhole => RecipientFate.Deferred(_rules.DeferReply, "deferred with the others"),
            _ when judge.Transaction.Has(RecipientStatus.Lost) => RecipientFate.ByRelay(SmtpReplies.RelayLost),
            _ when judge.Transaction.Refusal is { } refusal => RecipientFate.ByRelay(refusal),
            _ => Relay(judge),
        };
        var step = Apply(new SessionEvent.RecipientDecided(judge, fate));
        if (step.Session.Transaction is { IsDeferredWhole: true })
            _relay = null;
        Perform(step);
    }

    private RecipientFate Relay(SessionStep.Judge judge)
    {
        RelayDialogue next;
        if (_relay is null)
        {
            next = RelayDialogue.Start(new RelayPlan("mx", judge.Transaction.ReversePath, judge.Transaction.Parameters, judge.ForwardPath, judge.Parameters)
            {
                Lmtp = _lmtp,
                Tls = _tls,
            });
        }
        else
        {
            var say = _relay.NameRecipient(judge.ForwardPath, judge.Parameters);
            FuzzedMailServer.Hear(say.Lines);
            next = say.Next;
        }

        switch (Ask(next))
        {
            case RelayStep.RecipientAccepted accepted:
                _relay = accepted.Next;
                return RecipientFate.ByRelay(accepted.Reply);
            case RelayStep.RecipientRefused refused:
                _relay = refused.Next;
                return RecipientFate.ByRelay(refused.Reply);
            case RelayStep.MailRefused refused:
                _relay = null;
                Apply(new SessionEvent.MailRefused(refused.Reply));
                return RecipientFate.ByRelay(refused.Reply);
            case var ended:
                Assert.True(ended is null or RelayStep.Failed);
                _relay = null;
                Apply(SessionEvent.RelayLost.ByBackend);
                return RecipientFate.ByRelay((ended as RelayStep.Failed)?.Reply ?? SmtpReplies.RelayLost);
        }
    }

    private void StartData()
    {
        if (_relay is null)
        {
            Perform(Apply(new SessionEvent.MailAnswered(SmtpReplies.RelayLost)));
            return;
        }

        var say = _relay.AskForData();
        FuzzedMailServer.Hear(say.Lines);
        switch (Ask(say.Next))
        {
            case RelayStep.GoAhead go:
                (_relay, _scanner) = (go.Next, new MailDataScanner());
                FuzzedClient.Hear(go.Reply);
                break;
            case var ended:
                Assert.True(ended is null or RelayStep.Failed);
                Perform(Apply(new SessionEvent.MailAnswered((ended as RelayStep.Failed)?.Reply ?? SmtpReplies.RelayLost)));
                break;
        }
    }

    // The next step that concerns the client; null when the backend says no reply.
    private RelayStep? Ask(RelayDialogue dialogue)
    {
        for (var turn = 0; ; turn++)
        {
            // With LMTP a reply for each recipient.
            Assert.InRange(turn, 0, 30);
            if (_server.Reply(dialogue.Phase) is not { } reply)
                return null;
            switch (dialogue.Handle(reply))
            {
                case RelayStep.Say say:
                    FuzzedMailServer.Hear(say.Lines);
                    dialogue = say.Next;
                    break;
                case RelayStep.Secure secure when _random.Next(3) > 0:
                    dialogue = secure.Next.Secured().Next;
                    break;
                case RelayStep.Secure secure:
                    return secure.Next.FailSecuring();
                case RelayStep.Wait wait:
                    dialogue = wait.Next;
                    break;
                case var step:
                    Assert.True(dialogue.IsSecure || !dialogue.Plan.NeedsTls || step is RelayStep.Failed);
                    return step;
            }
        }
    }

    private SessionStep Apply(SessionEvent happened)
    {
        var step = _session.On(happened, _rules);
        if (step.Ended is { } ended)
        {
            _relay = null;
            FuzzedClient.IsLogged(
                TransactionSummary.Of(ended.Transaction, ended.Status, "in the end"), _session.ClientName, ended.Transaction.ReversePath.Address);
        }

        _session = step.Session;
        return step;
    }
}
