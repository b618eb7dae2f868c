using GreyActors.Replay;
using Xunit;

namespace GreyActors.Tests.Replay;

public sealed class ReplayEngineTests
{
    private const double Day = 86_400;

    [Fact]
    public void A_message_is_tried_until_its_recipients_are_accepted()
    {
        var (run, decisions) = Trace.Replay([Trace.Message(7, 100, "a@one.example", ["b@example.com"], [0, 60, 300, 900])]);

        Assert.Equal(
            """
            {"id": 7, "r": 0, "n": 0, "ok": false}
            {"id": 7, "r": 0, "n": 1, "ok": false}
            {"id": 7, "r": 0, "n": 2, "ok": true}

            """,
            decisions);
        Assert.Equal((3, 1), (run.Attempts, run.Omitted));
        var outcome = run.Outcomes[0][0];
        Assert.Equal((RecipientState.Accepted, 300_000, 2, 0), (outcome.State, outcome.Delay, outcome.Deferrals, outcome.LateDeferrals));
    }

    [Fact]
    public void A_recipient_whose_tries_end_is_lost()
    {
        var (run, _) = Trace.Replay([Trace.Message(0, 0, "a@one.example", ["b@example.com"], [0, 200])]);

        Assert.Equal(RecipientState.Waiting, run.Outcomes[0][0].State);
        Assert.Equal(2, run.Outcomes[0][0].Deferrals);
    }

    [Fact]
    public void Messages_are_judged_in_the_order_of_time_whatever_their_order_in_the_history()
    {
        // The second message passes because the first one has waited meanwhile.
        var (_, decisions) = Trace.Replay(
        [
            Trace.Message(0, 0, "a@one.example", ["b@example.com"], [0, 500]),
            Trace.Message(1, 400, "a@one.example", ["b@example.com"], [0, 600]),
        ]);

        Assert.Equal(["id\": 0, \"r\": 0, \"n\": 0, \"ok\": false", "id\": 1, \"r\": 0, \"n\": 0, \"ok\": true", "id\": 0, \"r\": 0, \"n\": 1, \"ok\": true"],
            decisions.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[2..^1]));
    }

    [Fact]
    public void With_the_null_reverse_path_one_deferral_is_for_all_recipients()
    {
        // The first recipient has passed before, the second one has not.
        var (run, _) = Trace.Replay(
        [
            Trace.Message(0, 0, "", ["b@example.com"], [0, 300]),
            Trace.Message(1, 1000, "", ["b@example.com", "c@example.com"], [0, 300]),
        ]);

        Assert.Equal([300_000, 300_000], Trace.Delays(run, 1));
    }

    [Fact]
    public void A_probe_with_the_null_reverse_path_is_accepted_at_RCPT() =>
        Assert.Equal(0, Trace.Replay([Trace.Message(0, 0, "", ["b@example.com"], [0, 300], more: ",\"probe\":true")]).Run.Outcomes[0][0].Delay);

    [Fact]
    public void A_probe_with_a_sender_waits() =>
        Assert.Equal(300_000, Trace.Replay([Trace.Message(0, 0, "a@one.example", ["b@example.com"], [0, 300], more: ",\"probe\":true")]).Run.Outcomes[0][0].Delay);

    [Fact]
    public void With_defer_at_data_one_deferral_is_for_all_recipients_of_any_sender()
    {
        string[] messages =
        [
            Trace.Message(0, 0, "a@one.example", ["b@example.com"], [0, 300]),
            Trace.Message(1, 1000, "a@one.example", ["b@example.com", "c@example.com"], [0, 300]),
        ];
        Assert.Equal([0, 300_000], Trace.Delays(Trace.Replay(messages).Run, 1));
        Assert.Equal([300_000, 300_000], Trace.Delays(Trace.Replay(messages, "greylisting.defer-at=data").Run, 1));
    }

    [Fact]
    public void A_refused_recipient_is_not_judged_again_and_the_decisions_are_complete()
    {
        var (run, decisions) = Trace.Replay([Trace.Message(0, 0, "a@one.example", ["b@elsewhere.example"], [0, 300])]);

        Assert.Equal(RecipientState.Refused, run.Outcomes[0][0].State);
        Assert.Equal((1, 0), (run.Attempts, run.Outcomes[0][0].Deferrals));
        Assert.Equal(2, decisions.Count(letter => letter == '\n'));
    }

    [Fact]
    public void A_pair_that_is_known_since_a_day_lets_mail_to_other_mailboxes_pass()
    {
        string[] messages =
        [
            Trace.Message(0, 0, "a@one.example", ["b@example.com"], [0, 300], spf: "one.example"),
            Trace.Message(1, Day - 3600, "a@one.example", ["c@example.com"], [0, 300], spf: "one.example"),
            Trace.Message(2, Day + 3600, "a@one.example", ["d@example.com"], [0, 300], spf: "one.example", ip: "241.0.0.1"),
        ];
        int[] Delays(params string[] sets) => [.. Enumerable.Range(0, 3).Select(message => Trace.Replay(messages, sets).Run.Outcomes[message][0].Delay / 1000)];

        Assert.Equal([300, 300, 0], Delays());
        Assert.Equal([300, 300, 300], Delays("known-clients=off"));
        Assert.Equal([300, 0, 0], Delays("known-clients.settle=1h"));
    }

    [Fact]
    public void The_network_alone_counts_without_the_DNS()
    {
        string[] messages =
        [
            Trace.Message(0, 0, "a@one.example", ["b@example.com"], [0, 300], spf: "one.example"),
            Trace.Message(1, 1000, "a@one.example", ["b@example.com"], [0, 300], spf: "one.example", ip: "241.0.0.1"),
        ];
        Assert.Equal(0, Trace.Replay(messages).Run.Outcomes[1][0].Delay);
        Assert.Equal(300_000, Trace.Replay(messages, "reputation.dns=off").Run.Outcomes[1][0].Delay);
    }

    [Fact]
    public void Whatever_the_mode_the_replay_enforces() => Assert.Equal(
        300_000, Trace.Replay([Trace.Message(0, 0, "a@one.example", ["b@example.com"], [0, 300])], "greylisting.mode=observe").Run.Outcomes[0][0].Delay);

    [Fact]
    public void An_identity_whose_mail_seldom_comes_back_is_ignored_a_day_later()
    {
        // Thirty bots with one name send once; then an honest host with the name retries from another network.
        var bots = Enumerable.Range(0, 30).Select(bot => Trace.Message(bot, bot, $"bot{bot}@bots.example", ["b@example.com"], [0], $"240.{bot}.0.1", "bots.example"));
        var honest = Trace.Message(30, 3 * Day, "x@bots.example", ["b@example.com"], [0, 300], "241.0.0.1", "bots.example");
        var again = Trace.Message(31, (3 * Day) + 1000, "x@bots.example", ["b@example.com"], [0, 300], "242.0.0.1", "bots.example");

        Assert.All(["enforce", "observe"], mode =>
        {
            var (run, _) = Trace.Replay([.. bots, honest, again], $"greylisting.mode={mode}");

            Assert.Equal(1, run.IgnoredIdentities);
            Assert.Equal(300_000, run.Outcomes[31][0].Delay);
        });
    }

    [Fact]
    public void An_identity_counts_again_at_the_sweep_after_its_mail_has_come_back()
    {
        // After 30 hours the identity is ignored; one hour later, in the same period, all its mail comes back from the same networks.
        const double Hour = 3600;
        var slow = Enumerable.Range(0, 30).Select(host => Trace.Message(host, host, $"s{host}@one.example", ["b@example.com"], [0, 31 * Hour], $"240.{host}.0.1", "one.example"));
        var before = Trace.Message(30, 30.5 * Hour, "s0@one.example", ["b@example.com"], [0], "241.0.0.1", "one.example");
        var after = Trace.Message(31, 31.5 * Hour, "s0@one.example", ["b@example.com"], [0], "242.0.0.1", "one.example");

        var (run, _) = Trace.Replay([.. slow, before, after]);

        Assert.Equal((RecipientState.Waiting, RecipientState.Accepted, 0), (run.Outcomes[30][0].State, run.Outcomes[31][0].State, run.IgnoredIdentities));
    }

    [Fact]
    public void The_store_is_measured_four_times_a_day_and_expired_triplets_are_removed()
    {
        var (run, decisions) = Trace.Replay(
        [
            Trace.Message(0, 0, "a@one.example", ["b@example.com"], [0]),
            Trace.Message(1, 6 * Day, "a@one.example", ["b@example.com"], [0]),
        ]);

        Assert.Equal(24, run.Samples.Length);
        Assert.Equal((1, 0), (run.Samples[0].Triplets, run.Samples[^1].Triplets));
        Assert.Contains("{\"t\": 21600, \"live\": 1}\n", decisions, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_year_does_not_make_the_replay_endless()
    {
        var (run, _) = Trace.Replay([Trace.Message(0, 0, "a@one.example", ["b@example.com"], [0]), Trace.Message(1, 365 * Day * 900, "a@one.example", ["b@example.com"], [0])]);

        Assert.InRange(run.Samples.Length, 1, 20_000);
    }

    [Fact]
    public void Two_replays_are_identical()
    {
        var random = new Random(5);
        var messages = Enumerable.Range(0, 2000).Select(id => Trace.Message(
            id, random.Next(0, 20 * 86_400), $"s{random.Next(300)}@o{random.Next(40)}.example", [$"r{random.Next(30)}@example.com"],
            [0, random.Next(60, 900), random.Next(900, 7200)], $"240.{random.Next(60)}.0.1", random.Next(2) == 0 ? "" : $"o{random.Next(40)}.example")).ToList();

        Assert.Equal(Trace.Replay(messages).Decisions, Trace.Replay(messages).Decisions);
    }
}
