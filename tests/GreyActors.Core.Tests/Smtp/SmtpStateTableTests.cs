using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class SmtpStateTableTests
{
    private const string Table = """
        | phase | unknown | not offered | other protocol | HELO | EHLO | MAIL | RCPT | DATA | RSET | NOOP | VRFY | HELP | STARTTLS | QUIT |
        |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
        | Connected | 500 | 502 | 554 | yes | yes | 503 HELO first | 503 HELO first | 503 HELO first | yes | yes | yes | yes | 503 HELO first | yes |
        | Greeted | 500 | 502 | 554 | yes | yes | yes | 503 MAIL first | 503 MAIL first | yes | yes | yes | yes | yes | yes |
        | ReversePathGiven | 500 | 502 | 554 | yes | yes | 503 nested | yes | 503 RCPT first | yes | yes | yes | yes | yes | yes |
        | RecipientsRefused | 500 | 502 | 554 | yes | yes | 503 nested | yes | 554 no recipients | yes | yes | yes | yes | yes | yes |
        | RecipientsDeferred | 500 | 502 | 554 | yes | yes | 503 nested | yes | 451 deferred | yes | yes | yes | yes | yes | yes |
        | RecipientsAccepted | 500 | 502 | 554 | yes | yes | 503 nested | yes | yes | yes | yes | yes | yes | yes | yes |

        """;

    private static readonly SessionRules Rules = SessionDialogue.Rules with { Tls = TlsOffer.Offered };

    [Fact]
    public void The_state_table_equals_the_documented_one() => Assert.Equal(Table, StateTableMarkdown.Render());

    [Fact]
    public void An_undefined_phase_is_a_bug() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SmtpStateTable.Order((SessionPhase)99, SmtpVerb.Data));

    [Fact]
    public void A_session_in_every_phase_replies_to_every_command_as_in_the_table()
    {
        foreach (var row in Rows())
        {
            var session = SessionIn(Enum.Parse<SessionPhase>(row["phase"]));
            foreach (var (verb, cell) in row.Where(cell => cell.Key != "phase"))
            {
                var step = session.Handle(CommandParser.Parse(Bytes.Of(LineOf(verb))), Rules);
                Assert.Equal((row["phase"], verb, CodeOf(cell, verb)), (row["phase"], verb, CodeOf(step)));
            }
        }
    }

    [Fact]
    public void A_refused_command_ends_the_mail_transaction_only_if_it_is_DATA_without_a_recipient()
    {
        foreach (var row in Rows())
        {
            var session = SessionIn(Enum.Parse<SessionPhase>(row["phase"]));
            foreach (var (verb, cell) in row.Where(cell => cell.Key != "phase" && cell.Value != "yes"))
            {
                var step = session.Handle(CommandParser.Parse(Bytes.Of(LineOf(verb))), Rules);
                var ends = verb == "DATA" && (cell.StartsWith("554", StringComparison.Ordinal) || cell.StartsWith("451", StringComparison.Ordinal));
                Assert.Equal(ends ? SessionPhase.Greeted : session.Phase, step.Session.Phase);
            }
        }
    }

    [Fact]
    public void Content_is_expected_after_every_refused_DATA_and_no_other_command()
    {
        foreach (var row in Rows())
        {
            var session = SessionIn(Enum.Parse<SessionPhase>(row["phase"]));
            foreach (var (verb, cell) in row.Where(cell => cell.Key != "phase"))
            {
                var step = session.Handle(CommandParser.Parse(Bytes.Of(LineOf(verb))), Rules);
                Assert.Equal((row["phase"], verb, verb == "DATA" && cell != "yes"), (row["phase"], verb, step.Session.DataRefused));
            }
        }
    }

    // RFC 2920 3.1. VRFY and NOOP should end a group too, but nothing they say depends on what follows them.
    [Theory]
    [InlineData("EHLO")]
    [InlineData("HELO")]
    public void A_session_in_every_phase_ends_when_a_command_is_out_of_turn(string greeting)
    {
        foreach (var row in Rows())
        {
            var session = SessionIn(Enum.Parse<SessionPhase>(row["phase"]), greeting);
            var mayPipeline = greeting == "EHLO" && row["phase"] != "Connected";
            foreach (var (verb, cell) in row.Where(cell => cell.Key != "phase"))
            {
                var outOfTurn = verb switch
                {
                    "HELO" or "EHLO" => true,
                    "DATA" or "STARTTLS" => cell == "yes",
                    "QUIT" => false,
                    _ => !mayPipeline,
                };
                var command = CommandParser.Parse(Bytes.Of(LineOf(verb)));
                var strictly = session.Handle(command, Rules, moreWaiting: true);
                var expected = outOfTurn ? "554 closed" : CodeOf(cell, verb);
                Assert.Equal((row["phase"], verb, expected), (row["phase"], verb, CodeOf(strictly)));
                Assert.Equal((verb, outOfTurn), (verb, strictly is SessionStep.Close { Reply: var said } && said == SmtpReplies.OutOfTurn));

                var tolerant = session.Handle(command, Rules with { RejectEarlyTalkers = false }, moreWaiting: true);
                Assert.Equal((row["phase"], verb, CodeOf(cell, verb)), (row["phase"], verb, CodeOf(tolerant)));
            }
        }
    }

    private static IEnumerable<Dictionary<string, string>> Rows()
    {
        var lines = Table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Cells).ToArray();
        return lines.Skip(2).Select(line => lines[0].Zip(line).ToDictionary(cell => cell.First, cell => cell.Second));
    }

    private static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];

    private static string LineOf(string verb) => verb switch
    {
        "unknown" => "WHAT is this",
        "not offered" => "XCLIENT ADDR=192.0.2.1",
        "other protocol" => "GET / HTTP/1.1",
        "HELO" or "EHLO" => $"{verb} client.example.org",
        "MAIL" => "MAIL FROM:<ann@example.org>",
        "RCPT" => "RCPT TO:<bob@example.com>",
        _ => verb,
    };

    // What the table's cell means on the wire; "asked" and "data" where the answer is not the session's to give.
    private static string CodeOf(string cell, string verb) => (cell, verb) switch
    {
        ("yes", "RCPT") => "asked",
        ("yes", "DATA") => "data",
        ("yes", "QUIT") => "221 closed",
        ("yes", "STARTTLS") => "handshake",
        (_, "other protocol") => "554 closed",
        ("yes", "VRFY") => "252",
        ("yes", "HELP") => "214",
        ("yes", _) => "250",
        _ => cell[..3],
    };

    private static string CodeOf(SessionStep step) => step switch
    {
        SessionStep.Answer answer => $"{answer.Reply.Code}",
        SessionStep.Close close => $"{close.Reply.Code} closed",
        SessionStep.Judge => "asked",
        SessionStep.StartData => "data",
        SessionStep.StartTls => "handshake",
        _ => throw new ArgumentException($"{step}", nameof(step)),
    };

    private static SmtpSession SessionIn(SessionPhase phase, string greeting = "EHLO")
    {
        var fate = phase switch
        {
            SessionPhase.RecipientsRefused => RecipientFate.Refused(SmtpReplies.DomainNotServed),
            SessionPhase.RecipientsDeferred => RecipientFate.Deferred(Rules.DeferReply, "never seen before"),
            _ => RecipientFate.ByRelay(SmtpReplies.ForwardPathOk),
        };
        var session = SmtpSession.Start;
        string[] said = [$"{greeting} client.example.org", "MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.com>"];
        foreach (var line in said.Take(Math.Min((int)phase, said.Length)))
        {
            var step = session.Handle(CommandParser.Parse(Bytes.Of(line)), Rules);
            session = (step is SessionStep.Judge judge ? session.On(new SessionEvent.RecipientDecided(judge, fate), Rules) : step).Session;
        }

        Assert.Equal(phase, session.Phase);
        return session;
    }
}
