using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using Xunit;

namespace GreyActors.Core.Tests.Known;

public sealed class KnownExplanationTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClientIdentity Network = new("192.0.2.0/24");
    private static readonly ClientIdentity Host = ClientIdentity.OfHost("example.org");
    private static readonly KnownTiming Timing = new(true, TimeSpan.FromDays(1), TimeSpan.FromDays(36), TimeSpan.FromDays(60));
    private static readonly KnownKey Reply = KnownKey.Reply("example.org", "ann@example.com");

    private readonly KnownClientsState _state = new();

    public KnownExplanationTests()
    {
        _state.Apply(KnownClientsRules.LearnPass(_state, AttemptOf("bob@example.org"), Timing, Start, IgnoredIdentities.None)!);
        _state.Apply(KnownClientsRules.LearnSent(_state, "example.org", "ann@example.com", Timing, Start)!);
    }

    [Fact]
    public void Pairs_are_shown_before_they_take_effect_and_the_expected_reply_lets_the_mail_pass()
    {
        var explanation = Explain("bob@example.org", Timing, Start.AddHours(1));

        Assert.Equal([PairOf(Network), PairOf(Host), Reply], Keys(explanation));
        Assert.Equal(Reply, explanation.By?.Key);
    }

    [Fact]
    public void The_oldest_pair_lets_the_mail_pass_and_what_the_DNS_proves_rather_than_the_network() =>
        Assert.Equal(PairOf(Host), Explain("bob@example.org", Timing, Start.AddDays(1)).By?.Key);

    [Fact]
    public void Only_what_lets_such_mail_pass_is_shown()
    {
        Assert.Equal([Reply], Keys(Explain("", Timing, Start)));
        Assert.Equal([PairOf(Network), Reply], Keys(Explain("bob@example.org", Timing, Start, IgnoredIdentities.Of([Host]))));
        Assert.Equal([Reply], Keys(Explain("bob@example.org", Timing with { UsesPairs = false }, Start)));
        Assert.Equal([PairOf(Network), PairOf(Host)], Keys(Explain("bob@example.org", Timing with { ReplyLifetime = TimeSpan.Zero }, Start)));
        Assert.Equal([Reply], Keys(Explain("bob@example.org", Timing, Start.AddDays(36))));
    }

    private static Attempt AttemptOf(string reversePath) => new([Network, Host], reversePath, "ann@example.com") { Organisation = "example.org" };

    private static KnownKey PairOf(ClientIdentity identity) => KnownKey.Pair(identity, "example.org");

    private static KnownKey[] Keys(KnownExplanation explanation) => [.. explanation.Entries.Select(entry => entry.Key)];

    private KnownExplanation Explain(string reversePath, KnownTiming timing, DateTimeOffset now, IgnoredIdentities? ignored = null) =>
        KnownExplanation.Of(_state, AttemptOf(reversePath), timing, now, ignored ?? IgnoredIdentities.None);
}
