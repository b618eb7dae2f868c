using System.Text;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Net;
using GreyActors.Tests.Delivery;
using GreyActors.Tests.Doors.Smtp;
using GreyActors.Verification;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GreyActors.Tests.Verification;

/// <summary>The verifier and its sessions; the test plays the backend.</summary>
public sealed class RecipientVerifierTests : TestKit
{
    private static readonly MailPath Bob = new("bob", "example.org");
    private static readonly TimeSpan Timeout = TestSettings.Plain.Relay.VerifyTimeout;

    private readonly FakeTimeProvider _clock = new();
    private readonly TestProbe _backend;
    private readonly TestProbe _openings;
    private readonly DialogueBoard _board = new(TestSettings.Plain);
    private readonly IActorRef _verifier;

    public RecipientVerifierTests()
        : base("""
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.test.single-expect-default = 20s
            """)
    {
        (_backend, _openings) = (CreateTestProbe("backend"), CreateTestProbe("openings"));
        _verifier = Sys.ActorOf(RecipientVerifier.Props(Parts(_board.Board)), "verifier");
    }

    [Fact]
    public void The_backend_is_asked_once_and_its_answer_is_remembered()
    {
        var question = Ask(Bob);
        var connection = Open();
        Verify(connection, Bob, "550 5.1.1 no such user");
        Assert.Equal("550 5.1.1 no such user", Refusal(question));

        Assert.Equal("550 5.1.1 no such user", Refusal(Ask(Bob)));

        Assert.False(_backend.HasMessages || _openings.HasMessages);
    }

    [Theory]
    [InlineData("550 5.1.1 no such user", 10)]
    [InlineData("250 2.1.5 Ok", 60)]
    public void An_answer_is_forgotten_after_its_time(string reply, int minutes)
    {
        Ask(Bob);
        var connection = Open();
        Verify(connection, Bob, reply);
        ExpectMsg<RecipientVerified>();

        _clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        Ask(Bob);
        ExpectMsg<RecipientVerified>();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Ask(Bob);
        Verify(connection, Bob, "250 2.1.5 Ok");

        Assert.IsType<VerificationOutcome.Accepted>(ExpectMsg<RecipientVerified>().Outcome);
    }

    [Fact]
    public void A_temporary_refusal_is_not_remembered()
    {
        Ask(Bob);
        var connection = Open();
        Verify(connection, Bob, "450 4.2.0 later");
        Assert.IsType<VerificationOutcome.Unknown>(ExpectMsg<RecipientVerified>().Outcome);

        Ask(Bob);
        Verify(connection, Bob, "250 2.1.5 Ok");

        Assert.IsType<VerificationOutcome.Accepted>(ExpectMsg<RecipientVerified>().Outcome);
    }

    [Fact]
    public void Equal_questions_share_one_answer()
    {
        var (first, second) = (Ask(Bob), Ask(Bob));
        Verify(Open(), Bob, "250 2.1.5 Ok");

        Assert.Equal([first, second], [ExpectMsg<RecipientVerified>().Question, ExpectMsg<RecipientVerified>().Question]);
        Assert.False(_backend.HasMessages);
    }

    [Fact]
    public void At_most_four_sessions_are_open_and_further_recipients_wait_for_them()
    {
        var users = Enumerable.Range(0, 6).Select(i => new MailPath($"user{i}", "example.org")).ToArray();
        foreach (var user in users)
            Ask(user);
        var connections = Enumerable.Range(0, 4).Select(_ => Greet()).ToArray();
        Settle();
        Assert.False(_openings.HasMessages);

        for (var i = 0; i < 4; i++)
            EndOpening(connections[i]);
        var asked = Enumerable.Range(0, 4).Select(_ => ExpectLines("MAIL FROM:<>\r\n")).ToArray();
        foreach (var connection in asked)
            Say(connection, "250 Ok");
        foreach (var connection in asked)
            Assert.StartsWith("RCPT TO:<user", NextLines().Lines, StringComparison.Ordinal);
        foreach (var connection in asked)
        {
            Say(connection, "250 Ok");
            ExpectMsg<RecipientVerified>();
            ExpectLines("RSET\r\n");
        }

        Say(asked[0], "250 Ok");
        Say(ExpectLines("MAIL FROM:<>\r\n"), "250 Ok");
        Say(ExpectLines("RCPT TO:<user4@example.org>\r\n"), "250 Ok");
        Assert.Equal(users[4], ExpectMsg<RecipientVerified>().Question.ForwardPath);
    }

    [Fact]
    public void Recipients_are_unknown_when_the_backend_is_silent_and_it_is_avoided_for_a_while()
    {
        Ask(Bob);
        Greet();
        Settle();

        ((TestScheduler)Sys.Scheduler).Advance(Timeout);

        Assert.IsType<VerificationOutcome.Unknown>(ExpectMsg<RecipientVerified>().Outcome);
        Ask(Bob);
        Assert.IsType<VerificationOutcome.Unknown>(ExpectMsg<RecipientVerified>().Outcome);
        Assert.False(_openings.HasMessages);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Ask(Bob);
        Verify(Open(), Bob, "250 2.1.5 Ok");
        Assert.IsType<VerificationOutcome.Accepted>(ExpectMsg<RecipientVerified>().Outcome);
    }

    [Fact]
    public void A_recipient_is_unknown_when_its_session_is_lost_and_the_next_one_gets_a_new_session()
    {
        Ask(Bob);
        var connection = Open();
        ExpectLines("MAIL FROM:<>\r\n");

        connection.Tell(new RelayStandIn.Speak(new TcpControl.Lost("reset")));

        Assert.IsType<VerificationOutcome.Unknown>(ExpectMsg<RecipientVerified>().Outcome);
        Ask(Bob);
        Verify(Open(), Bob, "250 2.1.5 Ok");
        Assert.IsType<VerificationOutcome.Accepted>(ExpectMsg<RecipientVerified>().Outcome);
    }

    [Fact]
    public void A_session_without_questions_ends_with_QUIT()
    {
        Ask(Bob);
        Verify(Open(), Bob, "250 2.1.5 Ok");
        ExpectMsg<RecipientVerified>();
        Settle();

        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(60));

        ExpectLines("QUIT\r\n");
        _backend.ExpectMsg<TcpSignal.Finished>();
        // The backend may take its time to close the connection.
        Ask(new MailPath("ann", "example.org"));
        Verify(Open(), new MailPath("ann", "example.org"), "250 2.1.5 Ok");
        Assert.IsType<VerificationOutcome.Accepted>(ExpectMsg<RecipientVerified>().Outcome);
    }

    [Fact]
    public void A_network_that_asks_about_too_many_recipients_gets_unknown_without_a_question_to_the_backend()
    {
        _board.SetHealth("mail-1.test slow");
        for (var i = 0; i < 200; i++)
            Ask(new MailPath($"user{i}", "example.org"));
        for (var i = 0; i < 200; i++)
            Assert.IsType<VerificationOutcome.Unknown>(ExpectMsg<RecipientVerified>().Outcome);
        Assert.False(_openings.HasMessages);

        // Those cost nothing, because no backend was up.
        _board.SetHealth("mail-1.test up");
        Ask(Bob);
        var connection = Open();
        Verify(connection, Bob, "250 2.1.5 Ok");
        Assert.IsType<VerificationOutcome.Accepted>(ExpectMsg<RecipientVerified>().Outcome);
        for (var i = 1; i < 60; i++)
        {
            var user = new MailPath($"user{i}", "example.org");
            Ask(user);
            Verify(connection, user, "250 2.1.5 Ok");
            ExpectMsg<RecipientVerified>();
        }

        Ask(new MailPath("one-too-many", "example.org"));
        Assert.IsType<VerificationOutcome.Unknown>(ExpectMsg<RecipientVerified>().Outcome);
        Ask(new MailPath("other", "example.org"), "198.51.100.0/24");
        Verify(connection, new MailPath("other", "example.org"), "250 2.1.5 Ok");
        Assert.IsType<VerificationOutcome.Accepted>(ExpectMsg<RecipientVerified>().Outcome);
    }

    [Fact]
    public void An_international_recipient_is_not_verified()
    {
        Ask(new MailPath("bøb", "example.org"));

        Assert.IsType<VerificationOutcome.Unknown>(ExpectMsg<RecipientVerified>().Outcome);
    }

    [Fact]
    public void Other_backends_end_the_sessions_and_forget_the_answers()
    {
        Ask(Bob);
        var connection = Open();
        Verify(connection, Bob, "550 5.1.1 no such user");
        ExpectMsg<RecipientVerified>();
        Settle();
        Ask(new MailPath("ann", "example.org"));
        ExpectLines("MAIL FROM:<>\r\n");
        Watch(connection);

        _verifier.Tell(Parts(new DialogueBoard(TestSettings.Plain).Board));

        Assert.IsType<VerificationOutcome.Unknown>(ExpectMsg<RecipientVerified>().Outcome);
        ExpectTerminated(connection);
        Ask(Bob);
        Verify(Open(), Bob, "250 2.1.5 Ok");
        Assert.IsType<VerificationOutcome.Accepted>(ExpectMsg<RecipientVerified>().Outcome);
    }

    [Fact]
    public void The_same_backends_keep_their_sessions_and_answers()
    {
        Ask(Bob);
        Verify(Open(), Bob, "250 2.1.5 Ok");
        ExpectMsg<RecipientVerified>();

        _verifier.Tell(Parts(_board.Board));
        Ask(Bob);

        Assert.IsType<VerificationOutcome.Accepted>(ExpectMsg<RecipientVerified>().Outcome);
        Assert.False(_backend.HasMessages);
    }

    private UseBackends Parts(RelayBoard board) => new(
        new DeliveryDependencies(TestSettings.Plain, board, CreateTestProbe(), _clock) { RelayTo = target => RelayStandIn.Props(target, _backend, _openings) }, "mx.example.org");

    private VerifyRecipient Ask(MailPath recipient, string network = "192.0.2.0/24")
    {
        var question = new VerifyRecipient(recipient, network);
        _verifier.Tell(question, TestActor);
        return question;
    }

    private string Refusal(VerifyRecipient question)
    {
        var verified = ExpectMsg<RecipientVerified>();
        Assert.Same(question, verified.Question);
        return Assert.IsType<VerificationOutcome.Refused>(verified.Outcome).Reply.ToString();
    }

    private IActorRef Open()
    {
        var connection = Greet();
        EndOpening(connection);
        return connection;
    }

    private IActorRef Greet()
    {
        _openings.ExpectMsg<RelayStandIn.Opened>();
        var connection = _openings.LastSender;
        connection.Tell(new RelayStandIn.Speak(TcpControl.Connected.Instance));
        Say(connection, "220 mail-1.test");
        Assert.Same(connection, ExpectLines("EHLO mx.example.org\r\n"));
        return connection;
    }

    private static void EndOpening(IActorRef connection) => Say(connection, "250 mail-1.test");

    private void Verify(IActorRef connection, MailPath recipient, string reply)
    {
        ExpectLines("MAIL FROM:<>\r\n");
        Say(connection, "250 2.1.0 Ok");
        ExpectLines($"RCPT TO:{recipient}\r\n");
        Say(connection, reply);
        ExpectLines("RSET\r\n");
        Say(connection, "250 2.0.0 Ok");
    }

    private static void Say(IActorRef connection, string line) => connection.Tell(new RelayStandIn.Speak(new TcpInbox.Line(Encoding.ASCII.GetBytes(line))));

    private IActorRef ExpectLines(string expected)
    {
        var (connection, lines) = NextLines();
        Assert.Equal(expected, lines);
        return connection;
    }

    private (IActorRef Connection, string Lines) NextLines()
    {
        var lines = _backend.ExpectMsg<TcpOutbox.Lines>();
        return (_backend.LastSender, Encoding.ASCII.GetString(lines.Bytes.Span));
    }

    // The verifier and its sessions have handled everything that was sent before.
    private void Settle()
    {
        var probe = CreateTestProbe();
        foreach (var path in new[] { "verifier/*/connection", "verifier/session-*", "verifier", "verifier/session-*", "verifier" })
        {
            Sys.ActorSelection($"/user/{path}").Tell(new Identify(path), probe);
            probe.ExpectMsg<ActorIdentity>();
        }
    }
}
