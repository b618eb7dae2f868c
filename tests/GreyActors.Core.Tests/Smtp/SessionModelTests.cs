using CsCheck;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

/// <summary>A model of a session with flags and counters, written from RFC 5321, must agree with ours for every input.</summary>
public sealed class SessionModelTests
{
    // "\n" stands for what the framer finds to be no line.
    private static readonly Gen<Said> Commands = Gen.OneOf(
        "EHLO x", "HELO x", "EHLO", "MAIL FROM:<a@example.org>", "MAIL FROM:<a@example.org>", "MAIL FROM:<>", "MAIL FROM:a", "MAIL FROM:a..@example.org",
        "MAIL FROM:<a@example.org> ENVID=\u00c3\u00a4", "RCPT TO:b@example.com", "RCPT TO:b@example.com>", "RCPT TO: b@example.com NOTIFY=X",
        "MAIL FROM:<a@example.org> SIZE=5000", "MAIL FROM:<a@example.org> BODY=8BITMIME",
        "RCPT TO:<b@example.com>", "RCPT TO:<b@example.com>", "RCPT TO:<b@example.com>", "RCPT TO:<>", "RCPT TO:<b@example.com> NOTIFY=X",
        "DATA", "DATA", "DATA", "DATA x", "DATA x", "RSET", "NOOP", "VRFY x", "HELP", "WHAT", "AUTH X", "\0", "\n", ".", "QUIT x")
        .SelectMany(line => Gen.Select(
            Gen.OneOf(RecipientStatus.Accepted, RecipientStatus.Deferred, RecipientStatus.Refused, RecipientStatus.Failed),
            Gen.Int[0, 29],
            Gen.Int[0, 99],
            (fate, chance, other) => new Said(
                other == 0 ? "GET / HTTP/1.1" : other == 1 ? "QUIT" : line,
                fate,
                Lost: chance < 2,
                Taken: chance % 3 != 0,
                MoreWaiting: other % 4 == 0)));

    [Fact]
    public void The_session_agrees_with_a_simple_model() =>
        Gen.Select(Commands.Array[1, 60], Gen.Bool, Gen.Bool).Sample(
            (story, atData, strict) =>
            {
                var rules = SessionDialogue.Rules with
                {
                    DeferAt = atData ? DeferAt.Data : DeferAt.Rcpt,
                    MaxErrors = 8,
                    MaxRecipients = 5,
                    RejectEarlyTalkers = strict,
                };
                var session = SmtpSession.Start;
                var model = new Model(atData, strict, rules.MaxErrors, rules.MaxRecipients);
                foreach (var said in story)
                {
                    if (said.Lost)
                    {
                        session = session.On(SessionEvent.RelayLost.ByBackend, rules).Session;
                        model.LoseRelay();
                    }

                    var step = said.Line == "\n"
                        ? session.On(new SessionEvent.LineRejected(SmtpReplies.BareNewline), rules)
                        : session.Handle(CommandParser.Parse(Bytes.Of(said.Line)), rules, said.MoreWaiting);
                    if (step is SessionStep.Judge judge)
                        step = judge.Session.On(new SessionEvent.RecipientDecided(judge, FateOf(said.Fate)), rules);
                    var outcome = model.Hear(said.Line, said.Fate, said.MoreWaiting);
                    session = step.Session;
                    Assert.Equal((said.Line, outcome), (said.Line, OutcomeOf(step)));
                    if (step is SessionStep.StartData)
                    {
                        session = session.On(new SessionEvent.MailAnswered(said.Taken ? new SmtpReply("250 2.0.0 Ok") : SmtpReplies.RelayLost), rules).Session;
                        model.EndData(said.Taken);
                    }

                    Assert.Equal(model.Summary, (session.Phase, session.Transaction?.Recipients.Length ?? 0, session.Errors, session.DataRefused));
                    if (step is SessionStep.Close)
                        return;
                }
            },
            iter: 20_000,
            print: sample => $"{sample.Item2} {sample.Item3}\n" + string.Join('\n', sample.Item1.Select(said => $"{said}")));

    private static RecipientFate FateOf(RecipientStatus status) => status switch
    {
        RecipientStatus.Accepted => RecipientFate.ByRelay(new SmtpReply("250 Ok")),
        RecipientStatus.Deferred => RecipientFate.Deferred(SessionDialogue.Rules.DeferReply, "never seen before"),
        RecipientStatus.Refused => RecipientFate.ByRelay(new SmtpReply("550 No")),
        _ => RecipientFate.ByRelay(new SmtpReply("450 Busy")),
    };

    private static (After After, int Code) OutcomeOf(SessionStep step) => step switch
    {
        SessionStep.Answer answer => (After.ReadOn, answer.Reply.Code),
        SessionStep.Close close => (After.Closed, close.Reply.Code),
        SessionStep.StartData => (After.MailData, 354),
        SessionStep.DiscardData discard => (After.ThrownAway, discard.Reply.Code),
        _ => throw new ArgumentException($"{step}", nameof(step)),
    };

    private enum After
    {
        ReadOn,
        MailData,
        ThrownAway,
        Closed,
    }

    private sealed record Said(string Line, RecipientStatus Fate, bool Lost, bool Taken, bool MoreWaiting);

    private sealed class Model(bool atData, bool strict, int maxErrors, int maxRecipients)
    {
        private bool _greeted;
        private bool _extended;
        private bool _mail;
        private bool _null;
        private int _accepted;
        private int _deferred;
        private int _refused;
        private int _failed;
        private int _lost;
        private int _errors;
        private bool _contentDue;

        private int Recipients => _accepted + _deferred + _refused + _failed + _lost;

        public (SessionPhase Phase, int Recipients, int Errors, bool ContentDue) Summary => (Phase, Recipients, _errors, _contentDue);

        private SessionPhase Phase =>
            !_greeted ? SessionPhase.Connected
            : !_mail ? SessionPhase.Greeted
            : Recipients == 0 ? SessionPhase.ReversePathGiven
            : IsDeferred || _lost > 0 ? SessionPhase.RecipientsDeferred
            : _accepted > 0 ? SessionPhase.RecipientsAccepted
            : _deferred + _failed > 0 ? SessionPhase.RecipientsDeferred
            : SessionPhase.RecipientsRefused;

        private bool CanHaveData => _mail && !IsDeferred && _lost == 0 && _accepted > 0;

        private bool IsDeferred => (atData || _null) && _deferred > 0;

        public (After After, int Code) Hear(string line, RecipientStatus fate, bool moreWaiting)
        {
            var isSlip = _contentDue && !moreWaiting && !IsSaidByWhoListens(line) && IsMistyped(line);
            if (_contentDue && !IsSaidByWhoListens(line) && !isSlip)
            {
                _contentDue = false;
                _errors++;
                return _errors > maxErrors ? (After.Closed, 421) : (After.ThrownAway, 554);
            }

            _contentDue = false;
            if (strict && moreWaiting && IsOutOfTurn(line))
                return (After.Closed, 554);
            if (line.StartsWith("GET", StringComparison.Ordinal))
                return (After.Closed, 554);
            if (line == "QUIT")
                return (After.Closed, 221);
            var code = Reply(line, fate);
            _contentDue = isSlip || (line.StartsWith("DATA", StringComparison.Ordinal) && code != 354);
            if (code >= 500)
                _errors++;
            if (_errors > maxErrors && (code >= 500 || _contentDue))
                return (After.Closed, 421);
            return (code == 354 ? After.MailData : After.ReadOn, code);
        }

        public void LoseRelay() => (_lost, _accepted) = (_lost + _accepted, 0);

        public void EndData(bool taken)
        {
            Reset();
            if (taken)
                _errors = 0;
        }

        private static bool IsSaidByWhoListens(string line) =>
            line is "EHLO x" or "HELO x" or "RSET" or "NOOP" or "QUIT" or "DATA"
            || (line.StartsWith("MAIL FROM:", StringComparison.Ordinal) && IsPath(line))
            || (line.StartsWith("RCPT TO:", StringComparison.Ordinal) && IsPath(line) && line != "RCPT TO:<>");

        private static bool IsMistyped(string line) => line.Split(' ')[0] is "EHLO" or "MAIL" or "RCPT" or "DATA" or "VRFY" or "HELP" or "QUIT";

        // Of the lines above those with a mailbox in both brackets or in none, and those with the null reverse-path.
        private static bool IsPath(string line) =>
            line.Contains("<>", StringComparison.Ordinal)
            || (line.Contains('@', StringComparison.Ordinal) && line.Contains('<', StringComparison.Ordinal) == line.Contains('>', StringComparison.Ordinal));

        private bool IsOutOfTurn(string line) => line.Split(' ')[0] switch
        {
            "\n" => false,
            "EHLO" or "HELO" => true,
            "QUIT" => false,
            "DATA" => line == "DATA" && CanHaveData,
            _ => !_extended,
        };

        private int Reply(string line, RecipientStatus fate)
        {
            var words = line.Split(' ');
            switch (words[0])
            {
                case "EHLO" or "HELO" when words.Length == 1:
                    return 501;
                case "EHLO" or "HELO":
                    Reset();
                    (_greeted, _extended) = (true, words[0] == "EHLO");
                    return 250;
                case "RSET":
                    Reset();
                    return 250;
                case "NOOP":
                    return 250;
                case "VRFY":
                    return 252;
                case "HELP":
                    return 214;
                case "AUTH":
                    return 502;
                case "MAIL":
                    return Mail(line);
                case "RCPT":
                    return Rcpt(line, fate);
                case "QUIT":
                    return 501;
                case "DATA":
                    return Data(words.Length > 1);
                default:
                    return 500;
            }
        }

        private int Mail(string line)
        {
            if (!_greeted || _mail)
                return 503;
            if (!IsPath(line))
                return 501;
            if (line.Contains('=', StringComparison.Ordinal) && !_extended)
                return 555;
            if (line.Contains("ENVID", StringComparison.Ordinal))
                return 501;
            if (line.Contains("SIZE", StringComparison.Ordinal))
                return 552;
            (_mail, _null) = (true, line.Contains("<>", StringComparison.Ordinal));
            return 250;
        }

        private int Rcpt(string line, RecipientStatus fate)
        {
            if (!_mail)
                return 503;
            if (line.Contains("<>", StringComparison.Ordinal) || !IsPath(line))
                return 501;
            if (line.Contains('=', StringComparison.Ordinal))
                return _extended ? 501 : 555;
            if (Recipients >= maxRecipients)
                return 452;
            switch (fate)
            {
                case RecipientStatus.Accepted:
                    _accepted++;
                    return 250;
                case RecipientStatus.Deferred:
                    _deferred++;
                    return atData || _null ? 250 : 451;
                case RecipientStatus.Refused:
                    _refused++;
                    return 550;
                default:
                    _failed++;
                    return 450;
            }
        }

        private int Data(bool withArgument)
        {
            if (!_mail || Recipients == 0)
                return 503;
            if (CanHaveData)
                return withArgument ? 501 : 354;
            var code = _deferred + _failed + _lost > 0 ? 451 : 554;
            Reset();
            return code;
        }

        private void Reset() =>
            (_mail, _null, _accepted, _deferred, _refused, _failed, _lost) = (false, false, 0, 0, 0, 0, 0);
    }
}
