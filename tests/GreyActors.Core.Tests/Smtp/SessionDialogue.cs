using GreyActors.Core.Smtp;
using Xunit;
using Xunit.Sdk;

namespace GreyActors.Core.Tests.Smtp;

/// <summary>Plays a session from text: each line is labelled with the name of its box.</summary>
/// <remarks>
/// <c>inbox:</c> the client's line · <c>inbox+:</c> the same with more behind it already · <c>framer: too long | bare newline</c> what was no line ·
/// <c>outbox:</c> what it must hear, a line each, <c>*</c> at the end standing for any rest ·
/// <c>greylist: defer | whitelist</c> and <c>policy: refuse</c> what is decided about a recipient ·
/// <c>tcp_inbox:</c> what the backend answers to a recipient, to DATA or to the mail data · <c>tcp_control: lost</c> its connection is gone ·
/// <c>content: thrown away</c> what the client took for mail data was that, up to its end ·
/// <c>phase:</c>, <c>errors:</c> and <c>recipients:</c> how far the session must have come · <c>closed:</c> it must have ended.
/// </remarks>
internal sealed class SessionDialogue(SessionRules rules)
{
    public static readonly SessionRules Rules = new(
        "mail.example.com",
        "[192.0.2.1]",
        new SmtpCapabilities(
            SmtpExtensions.Pipelining | SmtpExtensions.Size | SmtpExtensions.EightBitMime | SmtpExtensions.SmtpUtf8 | SmtpExtensions.Dsn, 1000),
        DeferAt.Rcpt,
        new SmtpReply("451 4.7.1 Please try again later"),
        MaxRecipients: 3,
        MaxErrors: 2);

    private readonly Queue<string> _heard = new();
    private SmtpSession _session = SmtpSession.Start;
    private SessionStep.Judge? _asked;
    private SmtpReply? _unwanted;
    private bool _dataAsked;
    private bool _acceptAll;
    private bool _closed;

    public static void Play(string text) => Play(Rules, text);

    public static void Play(SessionRules rules, string text)
    {
        var dialogue = new SessionDialogue(rules);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            try
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                dialogue.Play(line[..colon], line[(colon + 1)..].Trim(' '));
            }
            catch (XunitException wrong)
            {
                throw new XunitException($"line {number}, {line}: {wrong.Message}", wrong);
            }
        }

        dialogue.NothingElseWasHeard();
        Assert.Null(dialogue._unwanted);
    }

    private void Play(string label, string text)
    {
        if (label is not "outbox")
            NothingElseWasHeard();
        switch (label)
        {
            case "inbox" or "inbox+":
                AssertListening();
                Take(_session.Handle(CommandParser.Parse(Bytes.Of(text)), rules, moreWaiting: label == "inbox+"));
                break;
            case "framer":
                AssertListening();
                Take(_session.On(new SessionEvent.LineRejected(text == "too long" ? SmtpReplies.LineTooLong : SmtpReplies.BareNewline), rules));
                break;
            case "content" when text == "thrown away":
                Assert.NotNull(_unwanted);
                Hear(_unwanted);
                _unwanted = null;
                break;
            case "outbox":
                Assert.True(_heard.TryDequeue(out var heard), "nothing was said");
                if (text.EndsWith('*'))
                    Assert.StartsWith(text[..^1], heard, StringComparison.Ordinal);
                else
                    Assert.Equal(text, heard);
                break;
            case "greylist" when text == "whitelist":
                _acceptAll = true;
                break;
            case "greylist" when text == "defer":
                Settle(RecipientFate.Deferred(rules.DeferReply, "never seen before"));
                break;
            case "policy" when text == "refuse":
                Settle(RecipientFate.Refused(SmtpReplies.DomainNotServed));
                break;
            case "tcp_inbox" when _dataAsked:
                AnswerData(new SmtpReply(text));
                break;
            case "tcp_inbox":
                Settle(RecipientFate.ByRelay(new SmtpReply(text), _acceptAll));
                break;
            case "tcp_control" when text == "lost":
                _session = _session.On(SessionEvent.RelayLost.ByBackend, rules).Session;
                break;
            case "phase":
                Assert.Equal(text, _session.Phase.ToString());
                break;
            case "errors":
                Assert.Equal(text, $"{_session.Errors}");
                break;
            case "recipients":
                var recipients = _session.Transaction?.Recipients.Select(recipient => $"{recipient.ForwardPath}={recipient.Status}") ?? [];
                Assert.Equal(text, string.Join(" ", recipients));
                break;
            case "closed":
                Assert.True(_closed, "the session is still open");
                break;
            default:
                throw new ArgumentException($"{label}: {text} is no line of a dialogue");
        }
    }

    private void AssertListening()
    {
        Assert.False(_closed, "the session is closed");
        Assert.Null(_asked);
        Assert.Null(_unwanted);
    }

    private void Settle(RecipientFate fate)
    {
        Assert.NotNull(_asked);
        var judge = _asked;
        (_asked, _acceptAll) = (null, false);
        Take(_session.On(new SessionEvent.RecipientDecided(judge, fate), rules));
    }

    private void AnswerData(SmtpReply reply)
    {
        if (reply.Code != 354)
        {
            _dataAsked = false;
            _session = _session.On(new SessionEvent.MailAnswered(reply), rules).Session;
        }

        Hear(reply);
    }

    private void Take(SessionStep step)
    {
        _session = step.Session;
        switch (step)
        {
            case SessionStep.Answer answer:
                Hear(answer.Reply);
                break;
            case SessionStep.Close close:
                Hear(close.Reply);
                _closed = true;
                break;
            case SessionStep.Judge judge:
                _asked = judge;
                break;
            case SessionStep.StartData:
                _dataAsked = true;
                break;
            case SessionStep.DiscardData discard:
                _unwanted = discard.Reply;
                break;
            default:
                throw new ArgumentException($"{step} is no step of a dialogue", nameof(step));
        }
    }

    private void Hear(SmtpReply reply)
    {
        foreach (var line in reply.ToString().Split("\r\n"))
            _heard.Enqueue(line);
    }

    private void NothingElseWasHeard() => Assert.Empty(_heard);
}
