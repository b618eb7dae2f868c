using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Learning;
using Xunit;

namespace GreyActors.Core.Tests.Learning;

public sealed class HistoryLearningTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Settle = TimeSpan.FromDays(1);
    private static readonly ClientIdentity Network = new("192.0.2.0/24");
    private static readonly ClientIdentity Host = ClientIdentity.OfHost("example.org");

    private readonly HistoryLearning _learning = new(Settle, usesPairs: true, most: 1000);

    [Fact]
    public void A_delivered_mail_makes_the_triplets_of_all_identities_passed()
    {
        Learn(TimeSpan.Zero);

        Assert.Equal(
            [new Triplet(Network, "ann@example.org", "bob@example.net"), new Triplet(Host, "ann@example.org", "bob@example.net")],
            _learning.Triplets.Select(known => known.Triplet).OrderBy(triplet => triplet.Identity.Text, StringComparer.Ordinal));
        Assert.All(_learning.Triplets, known => Assert.Equal(new TripletTimes(At(TimeSpan.Zero), At(TimeSpan.Zero)), known.Times));
    }

    [Fact]
    public void A_triplet_lasts_from_its_first_to_its_last_mail_in_any_order()
    {
        foreach (var hours in new[] { 5, 1, 9, 3 })
            Learn(TimeSpan.FromHours(hours));

        Assert.Equal(2, _learning.TripletCount);
        Assert.All(_learning.Triplets, known => Assert.Equal(new TripletTimes(At(TimeSpan.FromHours(1)), At(TimeSpan.FromHours(9))), known.Times));
    }

    [Fact]
    public void Two_mails_make_a_known_pair_if_settle_is_between_them()
    {
        Learn(TimeSpan.Zero);
        Learn(Settle);

        Assert.Equal(
            [KnownKey.Pair(Network, "example.org"), KnownKey.Pair(Host, "example.org")],
            _learning.Pairs.Select(pair => pair.Key).OrderBy(key => key.Identity, StringComparer.Ordinal));
        Assert.All(_learning.Pairs, pair => Assert.Equal(new KnownTimes(At(TimeSpan.Zero), At(Settle), 2, KnownSource.History), pair.Times));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    public void Two_mails_within_settle_make_no_known_pair(int milliseconds, int pairs)
    {
        Learn(TimeSpan.Zero);
        Learn(Settle + TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(pairs, _learning.Pairs.Count);
    }

    [Fact]
    public void Mail_to_another_recipient_counts_for_the_pair()
    {
        Learn(TimeSpan.Zero, forwardPath: "carol@example.net");
        Learn(Settle, reversePath: "eve@example.org");

        Assert.Equal(2, _learning.Pairs.Count);
    }

    [Fact]
    public void The_recipients_of_one_mail_are_one_mail()
    {
        Learn(TimeSpan.Zero);
        Learn(TimeSpan.Zero, forwardPath: "carol@example.net");
        Learn(Settle);
        Learn(Settle, forwardPath: "carol@example.net");

        Assert.All(_learning.Pairs, pair => Assert.Equal(2, pair.Times.Mails));
    }

    [Fact]
    public void Mail_of_another_organisation_makes_no_pair_with_it()
    {
        Learn(TimeSpan.Zero);
        Learn(Settle, reversePath: "ann@example.com", organisation: "example.com");

        Assert.Empty(_learning.Pairs);
    }

    [Fact]
    public void The_null_reverse_path_teaches_triplets_only()
    {
        Learn(TimeSpan.Zero, reversePath: "");
        Learn(Settle, reversePath: "");

        Assert.Equal(2, _learning.TripletCount);
        Assert.Empty(_learning.Pairs);
    }

    [Fact]
    public void A_sender_without_an_organisation_makes_no_pair()
    {
        Learn(TimeSpan.Zero, organisation: "");
        Learn(Settle, organisation: "");

        Assert.Empty(_learning.Pairs);
    }

    [Fact]
    public void No_pair_is_learned_while_known_clients_are_off()
    {
        var learning = new HistoryLearning(Settle, usesPairs: false, most: 1000);
        learning.Learn(Attempt(), Start);
        learning.Learn(Attempt(), Start + Settle);

        Assert.Empty(learning.Pairs);
        Assert.Equal(2, learning.TripletCount);
    }

    [Fact]
    public void Triplets_and_pairs_above_the_bound_are_counted()
    {
        var learning = new HistoryLearning(Settle, usesPairs: true, most: 3);
        foreach (var number in Enumerable.Range(0, 3))
            learning.Learn(Attempt($"ann@example{number}.org", $"example{number}.org"), Start);
        learning.Learn(Attempt("ann@example0.org", "example0.org"), Start + Settle);

        Assert.Equal(3, learning.TripletCount);
        Assert.Equal(6, learning.Excess);
        Assert.Equal(2, learning.Pairs.Count);
    }

    private void Learn(TimeSpan after, string reversePath = "ann@example.org", string organisation = "example.org", string forwardPath = "bob@example.net") =>
        _learning.Learn(Attempt(reversePath, organisation, forwardPath), Start + after);

    private static Attempt Attempt(string reversePath = "ann@example.org", string organisation = "example.org", string forwardPath = "bob@example.net") =>
        new([Network, Host], reversePath, forwardPath) { Organisation = organisation };

    private static long At(TimeSpan after) => (Start + after).ToUnixTimeMilliseconds();
}
