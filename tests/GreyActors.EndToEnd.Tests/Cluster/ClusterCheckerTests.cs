using Xunit;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>The checker finds each kind of violation, and accepts what a fault explains.</summary>
public sealed class ClusterCheckerTests
{
    private const double Delay = 4;
    private const string Deferral = "451 4.7.1 Please try again later";

    [Fact]
    public void A_triplet_that_waits_and_passes_is_no_violation() =>
        Assert.Empty(Check(Attempt(0, AttemptAnswer.Deferred), Attempt(2, AttemptAnswer.Deferred, machine: 2), Attempt(4.1, AttemptAnswer.Passed, machine: 3), Attempt(9, AttemptAnswer.Passed)));

    [Fact]
    public void A_pass_without_any_earlier_attempt_is_too_soon() =>
        Assert.Equal([ViolationKind.PassedTooSoon], Kinds(Check(Attempt(0, AttemptAnswer.Passed))));

    [Fact]
    public void A_pass_before_the_end_of_the_wait_is_too_soon() =>
        Assert.Equal([ViolationKind.PassedTooSoon], Kinds(Check(Attempt(0, AttemptAnswer.Deferred), Attempt(3.89, AttemptAnswer.Passed, machine: 2))));

    [Theory]
    [InlineData(3.994, 1)]
    [InlineData(3.996, 0)]
    public void A_pass_within_the_grain_of_the_clock_before_the_end_of_the_wait_is_not_too_soon(double answered, int violations) => Assert.Equal(
        violations, Check(Attempt(0, AttemptAnswer.Deferred), Attempt(answered - 0.1, AttemptAnswer.Passed, machine: 2)).Count);

    [Theory]
    [InlineData(4.104, 0)]
    [InlineData(4.106, 1)]
    public void A_deferral_within_the_grain_of_the_clock_after_the_wait_does_not_count(double asked, int violations) => Assert.Equal(
        violations, Check(Attempt(0, AttemptAnswer.Deferred), Attempt(asked, AttemptAnswer.Deferred), Attempt(5, AttemptAnswer.Deferred)).Count);

    [Fact]
    public void Each_pass_before_the_end_of_the_wait_is_reported() => Assert.Equal(
        [ViolationKind.PassedTooSoon, ViolationKind.PassedTooSoon],
        Kinds(Check(Attempt(0, AttemptAnswer.Deferred), Attempt(1, AttemptAnswer.Passed, machine: 2), Attempt(2, AttemptAnswer.Passed, machine: 2))));

    [Theory]
    [InlineData(AttemptAnswer.Lost)]
    [InlineData(AttemptAnswer.StoreFailure)]
    [InlineData(AttemptAnswer.Postponed)]
    public void An_attempt_without_a_verdict_may_have_begun_the_wait(AttemptAnswer answer) =>
        Assert.Empty(Check(Attempt(0, answer), Attempt(4.1, AttemptAnswer.Passed)));

    [Fact]
    public void A_connection_without_an_attempt_begins_no_wait() => Assert.Equal(
        [ViolationKind.PassedTooSoon], Kinds(Check(Attempt(0, AttemptAnswer.NotAsked), Attempt(4.1, AttemptAnswer.Passed))));

    [Fact]
    public void A_pass_that_the_log_explains_by_the_store_is_no_violation() =>
        Assert.Empty(Check(new ClusterHistory { Attempts = [Attempt(0, AttemptAnswer.Passed)], StoreFailures = [new(1, 7)] }));

    [Theory]
    [InlineData(2, 7)]
    [InlineData(1, 8)]
    public void A_line_of_another_machine_or_another_triplet_explains_no_pass(int machine, int triplet) => Assert.Equal(
        [ViolationKind.PassedTooSoon],
        Kinds(Check(new ClusterHistory { Attempts = [Attempt(0, AttemptAnswer.Passed)], StoreFailures = [new(machine, triplet)] })));

    [Fact]
    public void A_line_of_the_log_explains_one_pass_only() => Assert.Equal(
        [ViolationKind.PassedTooSoon],
        Kinds(Check(new ClusterHistory { Attempts = [Attempt(0, AttemptAnswer.Passed), Attempt(1, AttemptAnswer.Passed)], StoreFailures = [new(1, 7)] })));

    [Theory]
    [InlineData(1, 0.2, 0)]
    [InlineData(1, 0.4, 1)]
    [InlineData(1, 0.05, 1)]
    [InlineData(2, 0.2, 1)]
    public void A_pass_just_before_the_kill_of_its_machine_has_lost_its_line(int killed, double at, int violations) => Assert.Equal(
        violations,
        Check(new ClusterHistory { Attempts = [Attempt(0, AttemptAnswer.Passed)], Kills = [(killed, TimeSpan.FromSeconds(at))] }).Count);

    [Fact]
    public void One_deferral_after_the_wait_is_no_violation() =>
        Assert.Empty(Check(Attempt(0, AttemptAnswer.Deferred), Attempt(5, AttemptAnswer.Deferred), Attempt(6, AttemptAnswer.Passed)));

    [Fact]
    public void Two_deferrals_after_the_wait_are_a_violation() => Assert.Equal(
        [ViolationKind.DeferredAgain], Kinds(Check(Attempt(0, AttemptAnswer.Deferred), Attempt(5, AttemptAnswer.Deferred), Attempt(6, AttemptAnswer.Deferred, machine: 2))));

    [Fact]
    public void A_deferral_after_a_pass_counts_as_one_after_the_wait() => Assert.Equal(
        [ViolationKind.DeferredAgain],
        Kinds(Check(
            Attempt(0, AttemptAnswer.Deferred), Attempt(5, AttemptAnswer.Passed), Attempt(6, AttemptAnswer.Deferred), Attempt(7, AttemptAnswer.Deferred))));

    [Fact]
    public void A_deferral_by_a_failed_store_does_not_count() => Assert.Empty(Check(
        Attempt(0, AttemptAnswer.Deferred), Attempt(5, AttemptAnswer.StoreFailure), Attempt(6, AttemptAnswer.StoreFailure), Attempt(7, AttemptAnswer.Passed)));

    [Fact]
    public void The_wait_counts_from_the_answer_of_the_first_deferral() => Assert.Empty(Check(
        new AttemptRecord(7, 1, TimeSpan.Zero, TimeSpan.FromSeconds(3), AttemptAnswer.Deferred, Deferral),
        Attempt(5, AttemptAnswer.Deferred), Attempt(6, AttemptAnswer.Deferred), Attempt(8, AttemptAnswer.Passed)));

    [Fact]
    public void A_lost_attempt_does_not_begin_a_wait_that_the_program_must_keep() => Assert.Empty(Check(
        Attempt(0, AttemptAnswer.Lost), Attempt(5, AttemptAnswer.Deferred), Attempt(6, AttemptAnswer.Deferred), Attempt(8.9, AttemptAnswer.Deferred)));

    [Fact]
    public void Triplets_do_not_count_for_each_other() => Assert.Equal(
        [ViolationKind.PassedTooSoon], Kinds(Check(Attempt(0, AttemptAnswer.Deferred, triplet: 8), Attempt(5, AttemptAnswer.Passed))));

    [Fact]
    public void A_permanent_refusal_is_a_violation() => Assert.Equal(
        [ViolationKind.RefusedPermanently, ViolationKind.RefusedPermanently],
        Kinds(Check(new ClusterHistory { Attempts = [Attempt(0, AttemptAnswer.Refused)], Mails = [Mail("a", MailAnswer.Refused)] })));

    [Fact]
    public void An_acknowledged_mail_that_the_backend_does_not_have_is_missing() => Assert.Equal(
        [ViolationKind.MailMissing],
        Kinds(Check(new ClusterHistory { Mails = [Mail("a", MailAnswer.Acknowledged), Mail("b", MailAnswer.Acknowledged)], Deliveries = ["b"] })));

    [Theory]
    [InlineData(MailAnswer.Lost)]
    [InlineData(MailAnswer.Postponed)]
    public void A_mail_that_nobody_acknowledged_may_be_missing(MailAnswer answer) =>
        Assert.Empty(Check(new ClusterHistory { Mails = [Mail("a", answer)] }));

    [Fact]
    public void A_second_delivery_after_a_lost_acknowledgement_is_no_violation() => Assert.Empty(
        Check(new ClusterHistory { Mails = [Mail("a", MailAnswer.Lost), Mail("a", MailAnswer.Acknowledged)], Deliveries = ["a", "a"] }));

    [Fact]
    public void More_deliveries_than_lost_acknowledgements_explain_are_a_violation() => Assert.Equal(
        [ViolationKind.DeliveredTwice],
        Kinds(Check(new ClusterHistory { Mails = [Mail("a", MailAnswer.Lost), Mail("a", MailAnswer.Acknowledged)], Deliveries = ["a", "a", "a"] })));

    [Fact]
    public void A_delivery_of_a_mail_that_was_postponed_is_no_lost_acknowledgement() => Assert.Equal(
        [ViolationKind.DeliveredTwice],
        Kinds(Check(new ClusterHistory { Mails = [Mail("a", MailAnswer.Postponed), Mail("a", MailAnswer.Acknowledged)], Deliveries = ["a", "a"] })));

    [Fact]
    public void The_lines_of_on_store_failure_are_found_in_a_log()
    {
        const string Log = """
            2026-01-01T00:00:00.000Z warning Database unavailable: <user17@example.test> from <sender17@s17.example> is accepted without the greylist (on-store-failure)
            2026-01-01T00:00:00.000Z warning Database unavailable: <user18@example.test> from <sender18@s18.example> is deferred without the greylist (on-store-failure)
            2026-01-01T00:00:00.000Z warning Database unavailable: user19@example.test from sender19@s19.example is accepted without the greylist (on-store-failure)
            """;
        Assert.Equal([new StoreFailureLine(3, 17), new StoreFailureLine(3, 19)], StoreFailureLine.Of(3, Log));
    }

    private static IReadOnlyList<ClusterViolation> Check(params AttemptRecord[] attempts) => Check(new ClusterHistory { Attempts = attempts });

    private static IReadOnlyList<ClusterViolation> Check(ClusterHistory history) => new ClusterChecker(TimeSpan.FromSeconds(Delay)).Check(history);

    private static IEnumerable<ViolationKind> Kinds(IEnumerable<ClusterViolation> violations) => violations.Select(violation => violation.Kind);

    // An answer takes 0.1 s.
    private static AttemptRecord Attempt(double asked, AttemptAnswer answer, int machine = 1, int triplet = 7) =>
        new(triplet, machine, TimeSpan.FromSeconds(asked), TimeSpan.FromSeconds(asked + 0.1), answer, Deferral);

    private static MailRecord Mail(string name, MailAnswer answer) => new(name, 1, TimeSpan.FromSeconds(1), answer, "");
}
