using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Components;
using GreyActors.Core.Reputation;
using GreyActors.Reputation;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GreyActors.Tests.Reputation;

/// <summary>The reputation actor between askers and a DNS that the test plays.</summary>
public sealed class ClientReputationTests : TestKit
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ScriptedDns _dns = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly IActorRef _reputation;
    private ReputationDependencies _parts;
    private int _clients;

    public ClientReputationTests()
        : base("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
    {
        _parts = new ReputationDependencies([new IPEndPoint(IPAddress.Loopback, 53)], TimeSpan.FromSeconds(1), 1_000, "mx.example", _time)
        {
            ResolverFile = "/proc/absent",
            MakeClient = (_, _) =>
            {
                _clients++;
                return _dns;
            },
        };
        _reputation = Sys.ActorOf(ClientReputation.Props(_parts), "reputation");
    }

    [Fact]
    public void A_confirmed_HELO_name_is_found_and_then_answered_from_the_cache()
    {
        Assert.Equal(NameResult.Confirmed, Helo("mx.example", DnsAnswer.Of(Hour, Client)));
        Assert.Equal(NameResult.Confirmed, Helo("MX.example"));
        Assert.Equal(1, _dns.Count);
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(600, 600)]
    [InlineData(1_000_000, 86_400)]
    public void A_result_is_kept_for_the_time_to_live_within_bounds(int seconds, int kept)
    {
        Helo("mx.example", DnsAnswer.Of(TimeSpan.FromSeconds(seconds), Client));

        AssertKept("mx.example", TimeSpan.FromSeconds(kept));
    }

    [Theory]
    [InlineData(0, 30)]
    [InlineData(600, 600)]
    [InlineData(86_400, 3_600)]
    public void A_void_answer_is_kept_for_its_negative_time_to_live_within_bounds(int seconds, int kept)
    {
        Assert.Equal(NameResult.Unconfirmed, Helo("mx.example", DnsAnswer.Void(TimeSpan.FromSeconds(seconds))));

        AssertKept("mx.example", TimeSpan.FromSeconds(kept));
    }

    [Fact]
    public void A_failure_is_kept_for_ten_seconds()
    {
        Assert.Equal(NameResult.NoAnswer, Helo("mx.example", DnsAnswer.Failed));

        AssertKept("mx.example", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Equal_look_ups_share_an_evaluation_and_equal_questions_a_query()
    {
        var (one, other, third) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        _reputation.Tell(new LookUp.HeloName(Client, "mx.example"), one);
        _reputation.Tell(new LookUp.HeloName(Client, "mx.example"), other);
        _reputation.Tell(new LookUp.HeloName(IPAddress.Parse("192.0.2.9"), "mx.example"), third);

        _dns.Next().Answer(DnsAnswer.Of(Hour, Client));

        Assert.Equal(NameResult.Confirmed, one.ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        Assert.Equal(NameResult.Confirmed, other.ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        Assert.Equal(NameResult.Unconfirmed, third.ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        Assert.Equal(1, _dns.Count);
    }

    [Fact]
    public void A_result_of_SPF_counts_for_all_senders_of_the_domain_unless_it_depends_on_the_sender()
    {
        _dns.Rule = question => question switch
        {
            { Type: DnsType.Txt, Name: "plain.example" } => Text("v=spf1 ip4:192.0.2.1 -all"),
            { Type: DnsType.Txt, Name: "personal.example" } => Text("v=spf1 exists:%{l}.personal.example -all"),
            { Type: DnsType.A, Name: "ann.personal.example" } => DnsAnswer.Of(Hour, Client),
            _ => DnsAnswer.Void(Hour),
        };

        Assert.Equal((SpfResult.Pass, 1), (Spf("ann@plain.example"), _dns.Count));
        Assert.Equal((SpfResult.Pass, 1), (Spf("bob@plain.example"), _dns.Count));
        Assert.Equal((SpfResult.Pass, 3), (Spf("ann@personal.example"), _dns.Count));
        Assert.Equal((SpfResult.Fail, 4), (Spf("bob@personal.example"), _dns.Count));
        Assert.Equal((SpfResult.Pass, 4), (Spf("ann@personal.example"), _dns.Count));
    }

    [Fact]
    public void An_evaluation_that_takes_twenty_seconds_ends_without_an_answer()
    {
        _reputation.Tell(new LookUp.HeloName(Client, "slow.example"), TestActor);
        var slow = _dns.Next();
        Pass(TimeSpan.FromSeconds(5));
        _reputation.Tell(new LookUp.Spf(Client, "", "ann@slower.example"), TestActor);
        _dns.Next();

        Pass(TimeSpan.FromSeconds(15) - TimeSpan.FromMilliseconds(1));
        ExpectNoMsg(TimeSpan.Zero);
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(NameResult.NoAnswer, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(SpfResult.TempError, ExpectMsg<LookedUp>().Evidence.Spf!.Result);

        slow.Answer(DnsAnswer.Of(Hour, Client));
        Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(NameResult.Confirmed, Helo("slow.example"));
    }

    [Fact]
    public void At_most_sixty_four_queries_are_in_flight_and_the_queue_is_bounded()
    {
        var most = _parts.MaxQueries + QueryTurns.MaxWaiting;
        for (var i = 0; i < most + 10; i++)
            HeloFrom(i, $"{i}.example");

        for (var i = 0; i < 10; i++)
            Assert.Equal(NameResult.NoAnswer, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        Sync();
        Assert.False(HasMessages);
        var first = _dns.Next(_parts.MaxQueries);
        Assert.Equal(_parts.MaxQueries, _dns.Count);

        first[0].Answer(DnsAnswer.Void(Hour));
        Assert.Equal(NameResult.Unconfirmed, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        _dns.Rule = _ => DnsAnswer.Void(Hour);
        foreach (var query in first[1..].Append(_dns.Next()))
            query.Answer(DnsAnswer.Void(Hour));
        for (var i = 1; i < most; i++)
            Assert.Equal(NameResult.Unconfirmed, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        Assert.Equal(most, _dns.Count);
    }

    [Fact]
    public void Slow_names_of_one_client_network_leave_places_for_the_others()
    {
        for (var i = 0; i < 100; i++)
            HeloFrom(0, $"slow-{i}.example");
        var slow = _dns.Next(_parts.MaxQueries / 4);

        HeloFrom(1, "honest.example");
        var honest = _dns.Next();
        Assert.Equal("honest.example", honest.Question.Name);
        honest.Answer(DnsAnswer.Void(Hour));
        Assert.Equal(NameResult.Unconfirmed, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);

        slow[0].Answer(DnsAnswer.Failed);
        Assert.Equal("slow-16.example", _dns.Next().Question.Name);
    }

    [Fact]
    public void Client_networks_take_turns_when_all_places_are_occupied()
    {
        for (var network = 0; network < 4; network++)
        {
            for (var i = 0; i < 100; i++)
                HeloFrom(network, $"slow-{network}-{i}.example");
        }

        var slow = _dns.Next(_parts.MaxQueries);
        HeloFrom(4, "honest.example");
        foreach (var query in slow[..5])
            query.Answer(DnsAnswer.Void(Hour));

        Assert.Contains(_dns.Next(5), query => query.Question.Name == "honest.example");
    }

    [Fact]
    public void A_query_that_waits_behind_slow_names_of_one_network_is_sent_for_another_network_at_once()
    {
        for (var i = 0; i < 100; i++)
            HeloFrom(0, $"slow-{i}.example");
        _dns.Next(_parts.MaxQueries / 4);

        HeloFrom(1, "slow-99.example");

        var query = _dns.Next();
        Assert.Equal("slow-99.example", query.Question.Name);
        query.Answer(DnsAnswer.Void(Hour));
        ExpectMsg<LookedUp>();
        ExpectMsg<LookedUp>();
    }

    [Fact]
    public void A_client_network_with_a_short_queue_displaces_a_query_of_the_longest_one_when_the_queues_are_full()
    {
        const int Hostile = 16;
        for (var i = 0; i < LookUpShares.MaxOfNetwork; i++)
        {
            for (var network = 0; network <= Hostile; network++)
                HeloFrom(network, $"slow-{network}-{i}.example");
        }

        Sync();
        while (HasMessages)
            ExpectMsg<LookedUp>();
        HeloFrom(99, "honest.example");

        Assert.StartsWith("slow-", Assert.IsType<LookUp.HeloName>(ExpectMsg<LookedUp>().Question).Name, StringComparison.Ordinal);
        foreach (var query in _dns.Next(_parts.MaxQueries)[..(Hostile + 2)])
            query.Answer(DnsAnswer.Void(Hour));
        Assert.Contains(_dns.Next(Hostile + 2), query => query.Question.Name == "honest.example");
    }

    [Fact]
    public void The_open_look_ups_of_one_client_network_are_bounded()
    {
        for (var i = 0; i < LookUpShares.MaxOfNetwork + 1; i++)
            _reputation.Tell(new LookUp.Spf(Client, "", $"{i}@slow.example"), TestActor);

        Assert.Equal($"{LookUpShares.MaxOfNetwork}@slow.example", Assert.IsType<LookUp.Spf>(ExpectMsg<LookedUp>().Question).ReversePath);
        HeloFrom(1, "honest.example");
        var (slow, honest) = (_dns.Next(), _dns.Next());
        honest.Answer(DnsAnswer.Void(Hour));
        Assert.IsType<LookUp.HeloName>(ExpectMsg<LookedUp>().Question);

        slow.Answer(DnsAnswer.Void(Hour));
        for (var i = 0; i < LookUpShares.MaxOfNetwork; i++)
            ExpectMsg<LookedUp>();
        Assert.Equal(NameResult.Unconfirmed, Helo("mx.example", DnsAnswer.Void(Hour)));
    }

    [Fact]
    public void Evaluations_that_are_made_expensive_use_up_only_the_share_of_their_client_network()
    {
        _parts = _parts with
        {
            Begin = (question, parts, lists) => question is LookUp.Spf ? new Expensive(() => _time.Advance(TimeSpan.FromMilliseconds(30))) : LookUpEvaluations.Begin(question, parts, lists),
        };
        _reputation.Tell(new UseReputation(_parts));
        _dns.Rule = _ => DnsAnswer.Void(Hour);
        for (var i = 0; i < 100; i++)
            Spf($"{i}@hostile.example");

        // Nine steps of 30 ms are more than 250 ms; each look-up has two.
        Assert.Equal(5, _dns.Count);
        HeloFrom(1, "honest.example");
        Assert.Equal(NameResult.Unconfirmed, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        Assert.Equal(NameResult.NoAnswer, Helo("mx.example"));
        Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(NameResult.Unconfirmed, Helo("mx.example"));
    }

    [Fact]
    public void Queries_that_nobody_waits_for_any_more_are_not_sent()
    {
        for (var i = 0; i < _parts.MaxQueries + 5; i++)
            HeloFrom(i, $"{i}.example");
        var silent = _dns.Next(_parts.MaxQueries);
        Pass(TimeSpan.FromSeconds(20));
        for (var i = 0; i < _parts.MaxQueries + 5; i++)
            ExpectMsg<LookedUp>();

        silent[0].Answer(DnsAnswer.Of(Hour, Client));
        Pass(TimeSpan.FromSeconds(11));
        HeloFrom(0, "new.example");

        Assert.Equal("new.example", _dns.Next().Question.Name);
    }

    [Fact]
    public void Ten_thousand_names_leave_bounded_memory()
    {
        _dns.Rule = _ => DnsAnswer.Void(Hour);
        for (var i = 0; i < 10_000; i++)
        {
            _reputation.Tell(new LookUp.HeloName(Client, $"{i}.example"), TestActor);
            Assert.Equal(NameResult.Unconfirmed, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        }

        Assert.Equal(10_000, _dns.Count);
        Helo("9999.example");
        Assert.Equal(10_000, _dns.Count);
        Helo("0.example", DnsAnswer.Void(Hour));
    }

    [Fact]
    public void A_text_of_60_KB_is_not_kept_but_its_result_is()
    {
        _dns.Rule = question => question.Type == DnsType.Txt ? Text("v=spf1 " + new string('x', 60_000)) : DnsAnswer.Void(Hour);

        Assert.Equal((SpfResult.PermError, 1), (Spf("ann@long.example"), _dns.Count));
        Assert.Equal((SpfResult.PermError, 1), (Spf("bob@long.example"), _dns.Count));
        _reputation.Tell(new LookUp.Spf(IPAddress.Parse("192.0.2.9"), "", "ann@long.example"), TestActor);
        ExpectMsg<LookedUp>();
        Assert.Equal(2, _dns.Count);
    }

    [Fact]
    public void A_bug_in_an_evaluation_ends_only_this_look_up()
    {
        _parts = _parts with { Begin = (question, parts, lists) => question is LookUp.ReverseName ? new Crashing() : LookUpEvaluations.Begin(question, parts, lists) };
        _reputation.Tell(new UseReputation(_parts));
        Sys.EventStream.Subscribe(TestActor, typeof(Error));
        _reputation.Tell(new LookUp.HeloName(Client, "mx.example"), TestActor);
        _reputation.Tell(new LookUp.ReverseName(Client), TestActor);
        var queries = _dns.Next(2).ToDictionary(query => query.Question.Name);

        queries["crash.example"].Answer(DnsAnswer.Of(Hour, Client));
        Assert.IsType<NotSupportedException>(ExpectMsg<Error>().Cause);
        Assert.Equal(NameResult.NoAnswer, ExpectMsg<LookedUp>().Evidence.ReverseName!.Result);
        queries["mx.example"].Answer(DnsAnswer.Of(Hour, Client));
        Assert.Equal(NameResult.Confirmed, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
    }

    [Fact]
    public void A_bug_in_the_client_is_logged_and_costs_no_place()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Error));
        for (var i = 0; i < _parts.MaxQueries + 1; i++)
            HeloFrom(i, $"{i}.example");
        var first = _dns.Next(_parts.MaxQueries);

        first[0].Throw(new NotSupportedException());

        Assert.IsType<NotSupportedException>(ExpectMsg<Error>().Cause);
        Assert.Equal(NameResult.NoAnswer, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        Assert.Equal($"{_parts.MaxQueries}.example", _dns.Next().Question.Name);
    }

    [Fact]
    public void A_stop_answers_all_askers_and_ends_all_queries()
    {
        _reputation.Tell(new LookUp.HeloName(Client, "mx.example"), TestActor);
        var query = _dns.Next();

        Sys.Stop(_reputation);

        Assert.Equal(NameResult.NoAnswer, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        AwaitCondition(() => query.Cancelled.IsCancellationRequested);
    }

    [Fact]
    public void A_DNS_that_fails_is_reported_once_and_nothing_waits_for_it()
    {
        var log = CreateTestProbe("log");
        Sys.EventStream.Subscribe(log, typeof(Warning));
        Sys.EventStream.Subscribe(log, typeof(Info));
        Assert.True(Check().Ok);
        for (var i = 0; i < DnsHealth.Enough; i++)
            Helo($"{i}.example", DnsAnswer.Failed);
        Assert.True(Check().Ok);
        NextProbe().Answer(DnsAnswer.Failed);
        Assert.Contains("DNS fails: 6 queries to 127.0.0.1:53", log.ExpectMsg<Warning>().ToString(), StringComparison.Ordinal);

        var check = Check();
        Assert.Equal(("dns", false, true, false), (check.Name, check.Ok, check.Optional, check.IsFatal));
        Assert.Equal("the resolver 127.0.0.1:53 does not answer: 6 queries in a row failed; clients are identified by their networks only", check.Why);
        for (var i = 0; i < 10; i++)
            Assert.Equal(NameResult.NoAnswer, Helo($"later-{i}.example"));

        Pass(DnsHealth.BetweenProbes);
        NextProbe().Answer(DnsAnswer.Failed);
        Sync();
        Pass(DnsHealth.BetweenProbes);
        NextProbe().Answer(DnsAnswer.Void(Hour));
        Assert.Contains("DNS works again", log.ExpectMsg<Info>().ToString(), StringComparison.Ordinal);
        Assert.True(Check().Ok);
        Assert.False(log.HasMessages);
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(DnsHealth.Enough + 3, _dns.Count);
    }

    [Fact]
    public void Silent_name_servers_of_clients_are_no_failure_of_the_DNS()
    {
        _dns.Rule = question => question.Name switch
        {
            _ when question.Name.EndsWith(".silent.example", StringComparison.Ordinal) => DnsAnswer.Failed,
            "mx.example" => DnsAnswer.Of(Hour, Client),
            _ => DnsAnswer.Void(Hour),
        };
        for (var i = 0; i < 100; i++)
            Assert.Equal(NameResult.NoAnswer, Helo($"{i}.silent.example"));

        Assert.True(Check().Ok);
        Assert.Equal(NameResult.Confirmed, Helo("mx.example"));
    }

    [Fact]
    public void Queries_in_the_queue_fail_when_the_DNS_begins_to_fail()
    {
        for (var i = 0; i < _parts.MaxQueries + 50; i++)
            HeloFrom(i, $"{i}.example");

        foreach (var query in _dns.Next(_parts.MaxQueries)[..DnsHealth.Enough])
            query.Answer(DnsAnswer.Failed);
        for (var i = 0; i < DnsHealth.Enough; i++)
            ExpectMsg<LookedUp>();
        _dns.Next(DnsHealth.Enough + 1).Single(query => query.Question.Name.StartsWith("probe-", StringComparison.Ordinal)).Answer(DnsAnswer.Failed);

        // Each failure let the next query in the queue go.
        for (var i = DnsHealth.Enough; i < 50; i++)
            Assert.Equal(NameResult.NoAnswer, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        Sync();
        Assert.False(HasMessages);
        Assert.Equal(_parts.MaxQueries + DnsHealth.Enough + 1, _dns.Count);
    }

    [Fact]
    public void Without_a_resolver_nothing_waits_and_the_check_names_the_reason()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Warning));
        _reputation.Tell(new UseReputation(_parts with { Resolvers = [] }));
        Assert.Contains("/proc/absent names no resolver", ExpectMsg<Warning>().ToString(), StringComparison.Ordinal);

        Assert.Equal(NameResult.NoAnswer, Helo("mx.example"));

        Assert.Equal((false, "/proc/absent names no resolver; clients are identified by their networks only"), Check() is var check ? (check.Ok, check.Why) : default);
        Assert.Equal(0, _dns.Count);
    }

    [Fact]
    public void A_reputation_that_is_off_asks_nothing_and_its_check_succeeds()
    {
        _reputation.Tell(new UseReputation(_parts with { IsOn = false }));

        Assert.Equal(NameResult.NoAnswer, Helo("mx.example"));

        Assert.Equal((true, "reputation.dns is off"), Check() is var check ? (check.Ok, check.Why) : default);
        Assert.Equal(0, _dns.Count);
        _reputation.Tell(new UseReputation(_parts));
        Assert.Equal(NameResult.Confirmed, Helo("mx.example", DnsAnswer.Of(Hour, Client)));
    }

    [Fact]
    public void A_DNS_list_is_used_while_it_passes_its_test()
    {
        var log = CreateTestProbe("log");
        Sys.EventStream.Subscribe(log, typeof(Warning));
        Sys.EventStream.Subscribe(log, typeof(Info));
        var listed = DnsAnswer.Of(TimeSpan.FromMinutes(1), new IPAddress([127, 0, 0, 2]));
        var entries = new HashSet<string> { "2.0.0.127.deny.example", "1.2.0.192.deny.example", "1.0.0.127.world.example", "2.0.0.127.world.example" };
        _dns.Rule = question => entries.Contains(question.Name) ? listed : DnsAnswer.Void(TimeSpan.FromMinutes(1));
        _reputation.Tell(new UseReputation(_parts with { Lists = [DnsList.Parse("deny.example", DnsListKind.Deny), DnsList.Parse("world.example", DnsListKind.Deny)] }));
        Assert.Contains("DNS list world.example is switched off until it passes its test: it contains 127.0.0.1", log.ExpectMsg<Warning>().ToString(), StringComparison.Ordinal);
        AwaitAssert(() => Assert.Equal("deny.example", Listing()));

        entries.RemoveWhere(name => name.StartsWith("1.0.0.127", StringComparison.Ordinal) || name == "2.0.0.127.deny.example");
        entries.Add("1.2.0.192.world.example");
        Pass(TimeSpan.FromHours(4));

        string[] lines = [log.ExpectMsg<LogEvent>().ToString()!, log.ExpectMsg<LogEvent>().ToString()!];
        Assert.Contains(lines, line => line.Contains("DNS list deny.example is switched off until it passes its test: it does not contain its test entry", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("DNS list world.example passes its test and is used", StringComparison.Ordinal));
        AwaitAssert(() => Assert.Equal("world.example", Listing()));
    }

    [Fact]
    public void A_DNS_list_that_has_not_answered_its_test_is_not_used_and_tested_again_after_five_minutes()
    {
        var log = CreateTestProbe("log");
        Sys.EventStream.Subscribe(log, typeof(Warning));
        _dns.Rule = _ => DnsAnswer.Failed;
        _reputation.Tell(new UseReputation(_parts with { Lists = [DnsList.Parse("deny.example", DnsListKind.Deny)] }));
        Assert.Contains("it does not answer, or refuses to answer this resolver", log.ExpectMsg<Warning>().ToString(), StringComparison.Ordinal);
        Assert.Null(Listing());
        var listed = DnsAnswer.Of(TimeSpan.FromMinutes(1), new IPAddress([127, 0, 0, 2]));
        _dns.Rule = question => question.Name is "2.0.0.127.deny.example" or "1.2.0.192.deny.example" ? listed : DnsAnswer.Void(TimeSpan.FromMinutes(1));

        Pass(TimeSpan.FromMinutes(5));

        AwaitAssert(() => Assert.Equal("deny.example", Listing()));
    }

    [Fact]
    public void A_DNS_list_is_tested_soon_after_the_DNS_works_again()
    {
        _dns.Rule = _ => DnsAnswer.Failed;
        _reputation.Tell(new UseReputation(_parts with { Lists = [DnsList.Parse("deny.example", DnsListKind.Deny)] }));
        for (var i = 0; i < DnsHealth.Enough; i++)
            Assert.Equal(NameResult.NoAnswer, Helo($"{i}.example"));
        AwaitAssert(() => Assert.False(Check().Ok));
        var listed = DnsAnswer.Of(TimeSpan.FromMinutes(1), new IPAddress([127, 0, 0, 2]));
        _dns.Rule = question => question.Name is "2.0.0.127.deny.example" or "1.2.0.192.deny.example" ? listed : DnsAnswer.Void(TimeSpan.FromMinutes(1));

        Pass(DnsHealth.BetweenProbes);

        AwaitAssert(() => Assert.True(Check().Ok));
        Pass(DnsQueries.FailureKept);
        AwaitAssert(() => Assert.Equal("deny.example", Listing()));
    }

    [Fact]
    public void A_reload_with_the_same_resolvers_keeps_the_caches_and_one_with_others_does_not()
    {
        Helo("mx.example", DnsAnswer.Of(Hour, Client));
        _reputation.Tell(new UseReputation(_parts with { CacheSize = 500, Resolvers = [.. _parts.Resolvers] }));
        Helo("mx.example");
        Assert.Equal((1, 1), (_dns.Count, _clients));

        _reputation.Tell(new UseReputation(_parts with { Resolvers = [new IPEndPoint(IPAddress.IPv6Loopback, 53)] }));

        Helo("mx.example", DnsAnswer.Void(Hour));
        Assert.Equal((2, 2), (_dns.Count, _clients));
    }

    [Fact]
    public void Queries_of_the_previous_resolvers_do_not_count_for_the_new_ones()
    {
        _reputation.Tell(new LookUp.HeloName(Client, "mx.example"), TestActor);
        var before = _dns.Next();
        _reputation.Tell(new UseReputation(_parts with { QueryTimeout = TimeSpan.FromSeconds(2), MakeClient = (_, _) => new OtherDns(_dns) }));
        Sync();

        before.Answer(DnsAnswer.Of(Hour, Client));

        Assert.Equal(NameResult.Confirmed, ExpectMsg<LookedUp>().Evidence.HeloName!.Result);
        _reputation.Tell(new LookUp.HeloName(IPAddress.Parse("192.0.2.9"), "mx.example"), TestActor);
        _dns.Next().Answer(DnsAnswer.Void(Hour));
        ExpectMsg<LookedUp>();
    }

    private static DnsAnswer Text(string text) => new(DnsStatus.Found, Hour) { Texts = [text] };

    private NameResult Helo(string name, DnsAnswer? answer = null)
    {
        _reputation.Tell(new LookUp.HeloName(Client, name), TestActor);
        if (answer is not null && _dns.Rule(new(name, DnsType.A)) is null)
            _dns.Next().Answer(answer);
        return ExpectMsg<LookedUp>().Evidence.HeloName!.Result;
    }

    // From an address in another network for each number.
    private void HeloFrom(int network, string name) =>
        _reputation.Tell(new LookUp.HeloName(new IPAddress([198, (byte)(network >> 8), (byte)network, 1]), name), TestActor);

    private AskedQuery NextProbe()
    {
        var probe = _dns.Next();
        Assert.StartsWith("probe-", probe.Question.Name, StringComparison.Ordinal);
        return probe;
    }

    private string? Listing()
    {
        _reputation.Tell(new LookUp.Lists(Client), TestActor);
        return ExpectMsg<LookedUp>().Evidence.Lists!.Matches.SingleOrDefault()?.Zone;
    }

    private SpfResult Spf(string reversePath)
    {
        _reputation.Tell(new LookUp.Spf(Client, "mx.example", reversePath), TestActor);
        return ExpectMsg<LookedUp>().Evidence.Spf!.Result;
    }

    private void AssertKept(string name, TimeSpan kept)
    {
        Pass(kept - TimeSpan.FromMilliseconds(1));
        Helo(name);
        _reputation.Tell(new LookUp.HeloName(IPAddress.Parse("192.0.2.2"), name), TestActor);
        ExpectMsg<LookedUp>();
        Assert.Equal(1, _dns.Count);
        Pass(TimeSpan.FromMilliseconds(1));
        Helo(name, DnsAnswer.Of(Hour, Client));
        Assert.Equal(2, _dns.Count);
    }

    private ReadinessCheck Check()
    {
        _reputation.Tell(GetReadiness.Instance, TestActor);
        return Assert.Single(ExpectMsg<Readiness>().Checks);
    }

    private void Pass(TimeSpan time)
    {
        Sync();
        _time.Advance(time);
        ((TestScheduler)Sys.Scheduler).Advance(time);
        Sync();
    }

    // The actor has handled all earlier messages.
    private void Sync()
    {
        var probe = CreateTestProbe();
        _reputation.Tell(new Identify(null), probe);
        probe.ExpectMsg<ActorIdentity>();
    }

    private sealed class OtherDns(ScriptedDns dns) : IDnsClient
    {
        public Task<DnsAnswer> Ask(DnsQuestion question, CancellationToken cancelled) => dns.Ask(question, cancelled);
    }

    private sealed class Expensive(Action work) : DnsEvaluation
    {
        private static int _names;

        protected override IEnumerable<DnsQuestion> Evaluate()
        {
            work();
            yield return new DnsQuestion($"{Interlocked.Increment(ref _names)}.example", DnsType.Txt);
            work();
        }
    }

    private sealed class Crashing : DnsEvaluation
    {
        protected override IEnumerable<DnsQuestion> Evaluate()
        {
            yield return new DnsQuestion("crash.example", DnsType.A);
            throw new NotSupportedException();
        }

        protected override void Conclude()
        {
        }
    }
}
