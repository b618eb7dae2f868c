using System.Net;
using Akka.Actor;
using Akka.TestKit;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Reputation;
using GreyActors.Tests.Doors.Smtp;
using Xunit;

namespace GreyActors.Tests.Judging;

/// <summary>The judge between a door, a DNS that answers, is late or silent, and the greylist.</summary>
public sealed class JudgeLookUpTests : JudgeTestKit
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");
    private static readonly MailPath Ann = new("ann", "example.net");

    private static readonly NameEvidence ReverseName = new(NameResult.Confirmed, "mail-1.example.net");
    private static readonly NameEvidence HeloName = new(NameResult.Confirmed, "out.example.com");
    private static readonly SpfEvidence SpfPass = new(SpfResult.Pass, "example.net");

    private readonly TestProbe _reputation;

    public JudgeLookUpTests() => _reputation = CreateTestProbe("reputation");

    [Fact]
    public void A_recipient_is_judged_with_all_identities_when_all_look_ups_have_ended()
    {
        Door().Tell(Question());
        var reverseName = _reputation.ExpectMsg<LookUp.ReverseName>();
        var heloName = _reputation.ExpectMsg<LookUp.HeloName>();
        var spf = _reputation.ExpectMsg<LookUp.Spf>();
        Assert.Equal((Client, "client.example.net", "ann@example.net"), (spf.Client, spf.Helo, spf.ReversePath));
        Reply(spf, ClientEvidence.None with { Spf = SpfPass });
        Reply(reverseName, ClientEvidence.None with { ReverseName = ReverseName });
        Assert.False(Greylist.HasMessages);

        Reply(heloName, ClientEvidence.None with { HeloName = HeloName });

        Assert.Equal(["192.0.2.0/24", "host:example.com", "host:example.net", "spf:example.net"], Identities(Greylist.ExpectMsg<JudgeAttempt>()));
    }

    [Fact]
    public void Look_ups_start_as_soon_as_their_question_is_known()
    {
        var door = Door();
        door.Tell(new Known("", null));
        Assert.Equal(Client, _reputation.ExpectMsg<LookUp.ReverseName>().Client);
        Assert.False(_reputation.HasMessages);

        door.Tell(new Known("client.example.net", null));
        Assert.Equal("client.example.net", _reputation.ExpectMsg<LookUp.HeloName>().Name);
        Settle(door);
        Assert.False(_reputation.HasMessages);

        door.Tell(new Known("client.example.net", "ann@example.net"));
        _reputation.ExpectMsg<LookUp.Spf>();
        door.Tell(Question());
        Settle(door);
        Assert.False(_reputation.HasMessages);
    }

    [Fact]
    public void A_recipient_waits_for_look_ups_no_longer_than_max_wait_and_theirAnswers_count_for_the_next_one()
    {
        var door = Door();
        door.Tell(Question());
        var reverseName = _reputation.ExpectMsg<LookUp.ReverseName>();

        Wait(door, MaxWait - TimeSpan.FromMilliseconds(1));
        Assert.False(Greylist.HasMessages);
        Wait(door, TimeSpan.FromMilliseconds(1));
        Assert.Equal(["192.0.2.0/24"], Identities(Greylist.ExpectMsg<JudgeAttempt>()));
        Reply(reverseName, ClientEvidence.None with { ReverseName = ReverseName });

        door.Tell(Question("carol@example.org"));

        // It does not wait for the other two again.
        Assert.Equal(["192.0.2.0/24", "host:example.net"], Identities(Greylist.ExpectMsg<JudgeAttempt>()));
    }

    [Fact]
    public void The_answer_that_arrives_during_the_wait_for_theGreylist_changes_no_attempt_in_progress()
    {
        var door = Door();
        door.Tell(Question());
        var reverseName = _reputation.ExpectMsg<LookUp.ReverseName>();
        Wait(door, MaxWait);
        var attempt = Greylist.ExpectMsg<JudgeAttempt>();
        Reply(reverseName, ClientEvidence.None with { ReverseName = ReverseName });

        door.Tell(new Judged(attempt.Number, new JudgeOutcome.Decided(new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero))));

        var answer = Answer();
        Assert.Equal(["192.0.2.0/24"], answer.Identities.Select(identity => identity.Text));
        // The answer shows why the names give no identity.
        Assert.Equal(NameResult.NoAnswer, answer.Evidence.ReverseName!.Result);
    }

    [Fact]
    public void Another_mail_asks_only_for_what_has_changed()
    {
        var door = Door();
        door.Tell(Question());
        _reputation.ExpectMsg<LookUp.ReverseName>();
        _reputation.ExpectMsg<LookUp.HeloName>();
        _reputation.ExpectMsg<LookUp.Spf>();
        door.Tell(Question());
        door.Tell(Question() with { ReversePath = new MailPath("eve", "example.com") });
        Assert.Equal("eve@example.com", _reputation.ExpectMsg<LookUp.Spf>().ReversePath);

        door.Tell(Question() with { Helo = "other.example.net", ReversePath = MailPath.Null });

        Assert.Equal("other.example.net", _reputation.ExpectMsg<LookUp.HeloName>().Name);
        Assert.Equal(("other.example.net", ""), _reputation.ExpectMsg<LookUp.Spf>() is var spf ? (spf.Helo, spf.ReversePath) : default);
        Settle(door);
        Assert.False(_reputation.HasMessages);
    }

    [Fact]
    public void A_session_has_at_most_sixteen_open_look_ups()
    {
        var door = Door();
        door.Tell(new Known("client.example.net", null));
        for (var i = 0; i < 1_000; i++)
            door.Tell(new Known("client.example.net", $"{i}@example.com"));
        Settle(door);
        var open = new List<LookUp>();
        while (_reputation.HasMessages)
            open.Add(_reputation.ExpectMsg<LookUp>());
        Assert.Equal(16, open.Count);

        Reply(open[^1], ClientEvidence.None with { Spf = SpfPass });
        door.Tell(new Known("client.example.net", "ann@example.com"));
        Assert.Equal("ann@example.com", _reputation.ExpectMsg<LookUp.Spf>().ReversePath);
    }

    [Fact]
    public void Open_look_ups_about_one_client_do_not_take_those_of_the_next()
    {
        var door = Door();
        for (var i = 0; i < 20; i++)
            door.Tell(new Known($"client-{i}.example.net", "ann@example.com"));
        Settle(door);
        while (_reputation.HasMessages)
            _reputation.ExpectMsg<LookUp>();
        var next = IPAddress.Parse("203.0.113.7");

        door.Tell(Question() with { Client = next });

        Assert.Equal(next, _reputation.ExpectMsg<LookUp.ReverseName>().Client);
        Assert.Equal(next, _reputation.ExpectMsg<LookUp.HeloName>().Client);
        Assert.Equal(next, _reputation.ExpectMsg<LookUp.Spf>().Client);
    }

    [Fact]
    public void The_spf_result_of_one_sender_never_counts_for_another()
    {
        var door = Door();
        door.Tell(Question());
        Reply(_reputation.ExpectMsg<LookUp.ReverseName>(), ClientEvidence.None with { ReverseName = new NameEvidence(NameResult.NoName, "") });
        Reply(_reputation.ExpectMsg<LookUp.HeloName>(), ClientEvidence.None with { HeloName = new NameEvidence(NameResult.NoName, "") });
        var first = _reputation.ExpectMsg<LookUp.Spf>();
        Reply(first, ClientEvidence.None with { Spf = SpfPass });
        Assert.Contains("spf:example.net", Identities(Greylist.ExpectMsg<JudgeAttempt>()));

        door.Tell(Question() with { ReversePath = new MailPath("eve", "example.com") });
        Reply(first, ClientEvidence.None with { Spf = SpfPass });
        Settle(door);
        Assert.False(Greylist.HasMessages);
        Reply(_reputation.ExpectMsg<LookUp.Spf>(), ClientEvidence.None with { Spf = new SpfEvidence(SpfResult.Fail, "example.com") });

        Assert.Equal(["192.0.2.0/24"], Identities(Greylist.ExpectMsg<JudgeAttempt>()));
    }

    [Fact]
    public void An_access_rule_waits_for_no_look_up()
    {
        Door().Tell(Question("bob@elsewhere.example"));

        Assert.Equal(RecipientRule.DomainNotServed, Answer().Rule);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("fd00::1")]
    [InlineData("198.51.100.7")]
    public void Private_and_allowed_clients_are_never_looked_up(string client)
    {
        var door = Door(allowed: "198.51.100.7");
        door.Tell(Question() with { Client = IPAddress.Parse(client) });
        Settle(door);

        Assert.False(_reputation.HasMessages);
    }

    [Fact]
    public void An_ipv4_mapped_client_is_looked_up_as_ipv4()
    {
        Door().Tell(Question() with { Client = Client.MapToIPv6() });

        Assert.Equal(Client, _reputation.ExpectMsg<LookUp.ReverseName>().Client);
    }

    [Fact]
    public void Without_dns_nothing_is_looked_up_and_nothing_waits()
    {
        Door(dns: false).Tell(Question());

        Assert.Equal(["192.0.2.0/24"], Identities(Greylist.ExpectMsg<JudgeAttempt>()));
        Assert.False(_reputation.HasMessages);
    }

    [Fact]
    public void A_client_on_an_allow_list_need_not_wait()
    {
        Door(lists: "list.example=127.0.[0..255].[1..3]").Tell(Question());
        AnswerAll(new ListMatch("list.example", DnsListKind.Allow, IPAddress.Parse("127.0.5.2")));

        var answer = Answer();
        Assert.Equal(
            (DecisionStatus.Accepted, RecipientRule.AllowListed, "the DNS list list.example contains the client (127.0.5.2)"), (answer.Status, answer.Rule, answer.Reason));
        Assert.False(Greylist.HasMessages);
    }

    [Fact]
    public void A_client_on_a_deny_list_waits_longer_and_the_reason_names_the_list()
    {
        Door(lists: "list.example").Tell(Question());
        AnswerAll(new ListMatch("list.example", DnsListKind.Deny, IPAddress.Parse("127.0.0.2")));

        var attempt = Greylist.ExpectMsg<JudgeAttempt>();
        Assert.True(attempt.Attempt.IsListed);
        Greylist.Reply(new Judged(attempt.Number, new JudgeOutcome.Decided(new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero))));
        Assert.Equal("never seen before; the DNS list list.example contains the client (127.0.0.2)", Answer().Reason);
    }

    private static RecipientQuestion Question(string to = "bob@example.org") =>
        new(Client, "client.example.net", Ann, new MailPath(to.Split('@')[0], to.Split('@')[1]));

    private static IEnumerable<string> Identities(JudgeAttempt asked) => asked.Attempt.Identities.Select(identity => identity.Text).Order(StringComparer.Ordinal);

    private IActorRef Door(bool dns = true, string? allowed = null, string? lists = null)
    {
        var plain = TestSettings.Plain;
        var settings = plain with
        {
            Access = plain.Access with { AllowedSenders = allowed is null ? [] : [allowed] },
            Reputation = plain.Reputation with
            {
                Dns = dns,
                MaxWait = MaxWait,
                Lists = lists is null ? [] : [DnsList.Parse(lists, DnsListKind.Deny)],
            },
        };
        var parts = JudgeDependencies.Of(settings, AccessPolicy.Compile(settings.Access), Greylist, _reputation, TimeProvider.System);
        return Sys.ActorOf(Props.Create(() => new PreparingDoor(parts, Answers)));
    }

    private void Reply(LookUp question, ClientEvidence evidence) => _reputation.Reply(new LookedUp(question, evidence));

    private void AnswerAll(ListMatch match)
    {
        for (var i = 0; i < 4; i++)
        {
            var question = _reputation.ExpectMsg<LookUp>();
            Reply(question, question is LookUp.Lists ? ClientEvidence.None with { Lists = new ListEvidence([match]) } : ClientEvidence.None);
        }
    }

    private RecipientAnswer Answer() => Answers.ExpectMsg<RecipientAnswer>();

    // What the door learns before a recipient.
    private sealed record Known(string Helo, string? ReversePath);

    /// <summary>A door that tells its judge early what it knows of the client.</summary>
    private sealed class PreparingDoor : UntypedActor
    {
        private readonly RecipientJudge _judge;
        private readonly IActorRef _answers;

        public PreparingDoor(JudgeDependencies parts, IActorRef answers) =>
            (_judge, _answers) = (new RecipientJudge(Context, parts, Akka.Event.Logging.GetLogger(Context)), answers);

        protected override void PostStop() => _judge.Dispose();

        protected override void OnReceive(object message)
        {
            RecipientAnswer? answer = null;
            switch (message)
            {
                case Known known:
                    _judge.Prepare(Client, known.Helo, known.ReversePath);
                    break;
                case RecipientQuestion question:
                    answer = _judge.Judge(question);
                    break;
                default:
                    _judge.Accepts(message, out answer);
                    break;
            }

            if (answer is not null)
                _answers.Tell(answer);
        }
    }
}
