using System.Diagnostics;
using System.Globalization;
using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Dispatch;
using GreyActors.Observability;
using Serilog.Events;
using Xunit;

namespace GreyActors.Tests.Observability;

public sealed class MailLogTests : TestKit
{
    private const int Capacity = 100;

    private readonly ScratchDirectory _scratch = new();
    private readonly CollectedLog _console = new();
    private readonly string _greylist;
    private readonly string _debug;
    private readonly LogFiles _files;
    private readonly IActorRef _mailLog;

    public MailLogTests()
        : base(ConfigurationFactory.ParseString("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
            .WithFallback(DroppingMailbox.Hocon(Capacity)))
    {
        _greylist = _scratch.File("greylist.log");
        _debug = _scratch.File("debug.log");
        _files = LogFiles.Open(Logs.Settings(_greylist, _debug), TimeProvider.System);
        _mailLog = Sys.ActorOf(MailLog.Props(_console.Logger, _files), "mail-log");
    }

    [Fact]
    public void A_mail_is_one_line_of_the_greylist_log_and_one_event_on_the_console()
    {
        _mailLog.Tell(Deferred("client.example.net"));

        AwaitAssert(() => Assert.Equal(
            "20071106172215.940 | client.example.net | 192.0.2.1 | <a@example.net> | <b@example.org>, <c@example.org> | DEFERRED | \n",
            Logs.Read(_greylist)));
        AwaitAssert(() => Assert.Single(_console.Events));
        var logged = _console.Events.Single();
        Assert.Equal(LogEventLevel.Information, logged.Level);
        Assert.Equal(
            "Mail DEFERRED from 192.0.2.1 (client.example.net), <a@example.net> to [b@example.org, c@example.org]: never seen",
            logged.RenderMessage(CultureInfo.InvariantCulture).Replace("\"", "", StringComparison.Ordinal));
    }

    [Fact]
    public void The_debug_log_contains_the_dialogue_with_the_sender_of_each_line()
    {
        _mailLog.Tell(new DialogueLine("client-42", DialogueDirection.FromClient, "EHLO a\u001b[2J"));
        _mailLog.Tell(new DialogueLine("client-42", DialogueDirection.ToClient, "250 mail.example.org"));

        AwaitAssert(() => Assert.Matches(@"^\d{14}\.\d{3} client-42 > EHLO a\\x1b\[2J\n\d{14}\.\d{3} client-42 < 250 mail\.example\.org\n$", Logs.Read(_debug)));
    }

    [Fact]
    public void The_debug_log_contains_the_identities_of_a_client_with_their_evidence()
    {
        _mailLog.Tell(new ClientIdentified("client-42", new ClientDescription(
            "example.net",
            [new IdentityDescription("192.0.2.0/24", "the network of the client"), new IdentityDescription("spf:example.net", "SPF of example.net passes")],
            ["the client has no valid reverse name"],
            [])));

        AwaitAssert(() => Assert.Matches(
            @"^\d{14}\.\d{3} client-42 = 192\.0\.2\.0/24 \(the network of the client\); spf:example\.net \(SPF of example\.net passes\); the client has no valid reverse name\n$",
            Logs.Read(_debug)));
    }

    [Fact]
    public void The_live_components_are_listed_in_Kamaelia_Greys_format()
    {
        _mailLog.Tell(new LiveComponents(["GreylistServer_greylist-server", "TcpServer_greylist-server/listener-0"]));

        AwaitAssert(() => Assert.Equal(
            "*debug* THREADS['GreylistServer_greylist-server', 'TcpServer_greylist-server/listener-0']\n", Logs.Read(_debug)));
    }

    [Fact]
    public void A_mail_with_several_rules_is_one_line_of_text_and_one_line_of_JSON_for_each_rule()
    {
        var mail = Deferred("h") with
        {
            Parts =
            [
                new MailFate(MailStatus.Deferred, ["b@example.org"], "never seen") { Judged = new JudgeNote("never-seen", null, ["192.0.2.0/24"]) },
                new MailFate(MailStatus.Deferred, ["c@example.org"], "too late") { Judged = new JudgeNote("too-late", "192.0.2.0/24", ["192.0.2.0/24"]) },
            ],
        };

        Assert.Equal(
            ["never-seen <b@example.org> never seen", "too-late <c@example.org> too late"],
            mail.ByJudgement().Select(part => $"{part.Judged!.Rule} <{Assert.Single(part.ForwardPaths)}> {part.Detail}"));
        _mailLog.Tell(mail);
        AwaitAssert(() => Assert.EndsWith("| <b@example.org>, <c@example.org> | DEFERRED | \n", Logs.Read(_greylist), StringComparison.Ordinal));
        Assert.Single(Logs.Read(_greylist), one => one == '\n');
    }

    [Fact]
    public void A_mail_log_writes_its_queued_lines_before_it_stops()
    {
        Watch(_mailLog);
        for (var one = 0; one < 10; one++)
            _mailLog.Tell(Deferred($"host-{one}"));
        _mailLog.Tell(PoisonPill.Instance);

        ExpectTerminated(_mailLog);
        _files.Dispose();
        Assert.Equal(10, Logs.Read(_greylist).Count(one => one == '\n'));
    }

    [Fact]
    public void A_stuck_mail_log_neither_blocks_its_senders_nor_grows_and_reports_its_losses()
    {
        var deadLetters = CreateTestProbe();
        Sys.EventStream.Subscribe(deadLetters, typeof(Akka.Event.AllDeadLetters));
        _console.Hang();
        _mailLog.Tell(Deferred("stuck"));
        AwaitCondition(() => Logs.Read(_greylist).Length > 0);

        var watch = Stopwatch.StartNew();
        for (var one = 0; one < 50 * Capacity; one++)
            _mailLog.Tell(Deferred("flood"));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"the senders waited {watch.Elapsed}");
        var cell = (ActorCell)((ActorRefWithCell)_mailLog).Underlying;
        Assert.Equal(Capacity, cell.NumberOfMessages);
        Assert.Equal(49 * Capacity, Assert.IsType<DroppingMailbox.Waiting>(cell.Mailbox!.MessageQueue).Dropped);
        deadLetters.ExpectNoMsg(TimeSpan.Zero);

        _console.GoOn();
        AwaitAssert(() => Assert.Equal(1 + Capacity, _console.Events.Count));
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(10));
        AwaitAssert(() => Assert.Equal(2 + Capacity, _console.Events.Count));
        Assert.Equal(
            $"{49 * Capacity} log lines were lost: {49 * Capacity} because they came too fast, 0 because writing failed",
            _console.Events.Last().RenderMessage(CultureInfo.InvariantCulture));

        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(10));
        _mailLog.Tell(Deferred("after"));
        AwaitAssert(() => Assert.Equal(3 + Capacity, _console.Events.Count));
        Assert.Equal(LogEventLevel.Information, _console.Events.Last().Level);
    }

    [Fact]
    public void A_full_mailbox_still_accepts_the_message_to_stop()
    {
        Watch(_mailLog);
        _console.Hang();
        for (var one = 0; one < 3 * Capacity; one++)
            _mailLog.Tell(Deferred("flood"));
        _mailLog.Tell(PoisonPill.Instance);

        _console.GoOn();

        ExpectTerminated(_mailLog);
    }

    protected override void AfterAll()
    {
        _console.GoOn();
        base.AfterAll();
        _files.Dispose();
        _scratch.Dispose();
    }

    private static MailLogged Deferred(string helo) => new(
        new DateTimeOffset(2007, 11, 6, 17, 22, 15, 940, TimeSpan.Zero),
        helo,
        IPAddress.Parse("192.0.2.1"),
        "a@example.net",
        ["b@example.org", "c@example.org"],
        MailStatus.Deferred,
        "never seen");
}
