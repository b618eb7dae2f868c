using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using Xunit;

namespace GreyActors.Core.Tests.Known;

public sealed class KnownWordsTests
{
    private static readonly long Start = new DateTimeOffset(2026, 12, 3, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly KnownKey Pair = KnownKey.Pair(ClientIdentity.OfSpf("example.org"), "example.org");

    [Theory]
    [InlineData(KnownSource.Passed, 14, "known since 3 Dec 2026 through spf:example.org, 14 mails")]
    [InlineData(KnownSource.Passed, 1, "known since 3 Dec 2026 through spf:example.org, 1 mail")]
    [InlineData(KnownSource.History, 2, "known from logs since 3 Dec 2026 through spf:example.org, 2 mails")]
    [InlineData(KnownSource.Operator, 0, "allowed by an operator on 3 Dec 2026 for example.org through spf:example.org")]
    public void A_pair_says_since_when_and_through_which_identity_it_is_known(KnownSource source, int mails, string words) =>
        Assert.Equal(words, KnownWords.Of(new KnownEntry(Pair, new KnownTimes(Start, Start, mails, source))));

    [Fact]
    public void An_expected_reply_names_the_user_and_the_organisation() => Assert.Equal(
        "ann@example.com wrote to example.org on 3 Dec 2026, 2 mails",
        KnownWords.Of(new KnownEntry(KnownKey.Reply("example.org", "ann@example.com"), new KnownTimes(0, Start, 2, KnownSource.Sent))));
}
