using System.Net;
using CsCheck;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed class IdentitySourcesTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.25");

    private static IdentitySources Of(NameEvidence? reverse = null, NameEvidence? helo = null, SpfEvidence? spf = null) =>
        IdentitySources.Of(Client, new ClientEvidence(reverse, helo, spf, null), PublicSuffixes.Embedded);

    private static NameEvidence Confirmed(string name) => new(NameResult.Confirmed, name);

    private static string[] InWords(IdentitySources sources) =>
        [.. sources.Proven.Select(one => $"{one.Identity}: {one.Evidence}"), .. sources.Unproven.Select(reason => $"-: {reason}")];

    [Fact]
    public void No_evidence_gives_no_identity_and_no_reason() => Assert.Empty(InWords(Of()));

    [Fact]
    public void Each_source_gives_an_identity() => Assert.Equal(
        [
            "spf:news.example.org: SPF of news.example.org passes",
            "host:example.net: reverse name mx1.hosts.example.net resolves to the client",
            "host:example.com: HELO name mail.example.com resolves to the client",
        ],
        InWords(Of(Confirmed("mx1.hosts.example.net"), Confirmed("mail.example.com"), new SpfEvidence(SpfResult.Pass, "News.Example.ORG"))));

    [Fact]
    public void An_organisation_that_both_names_prove_is_one_identity() => Assert.Equal(
        ["host:example.org: reverse name a.example.org resolves to the client"],
        InWords(Of(Confirmed("a.example.org"), Confirmed("b.example.org"))));

    [Fact]
    public void A_name_with_the_address_of_the_client_gives_no_identity() => Assert.Equal(
        [
            "-: SPF of dsl-192-0-2-25.example.net passes, but the domain contains the client's address",
            "-: reverse name dsl-192-0-2-25.example.net contains the client's address",
            "-: HELO name c0000219.example.net contains the client's address",
        ],
        InWords(Of(Confirmed("dsl-192-0-2-25.example.net"), Confirmed("c0000219.example.net"), new SpfEvidence(SpfResult.Pass, "dsl-192-0-2-25.example.net"))));

    [Fact]
    public void A_public_suffix_gives_no_identity() => Assert.Equal(
        ["-: reverse name someone.compute-1.amazonaws.com is a public suffix", "-: HELO name co.uk is a public suffix"],
        InWords(Of(Confirmed("someone.compute-1.amazonaws.com"), Confirmed("co.uk"))));

    [Theory]
    [InlineData(NameResult.Unconfirmed, "mail.example.org", "reverse name mail.example.org does not resolve to the client", "HELO name mail.example.org does not resolve to the client")]
    [InlineData(NameResult.NoName, "", "the client has no valid reverse name", "the client has no valid HELO name")]
    [InlineData(NameResult.NoAnswer, "", "the DNS gave no answer about the reverse name", "the DNS gave no answer about the HELO name")]
    [InlineData(NameResult.NoAnswer, "a.example.org", "the DNS gave no answer about the reverse name a.example.org", "the DNS gave no answer about the HELO name a.example.org")]
    public void A_name_that_is_not_confirmed_gives_a_reason(NameResult result, string name, string reverse, string helo) => Assert.Equal(
        [$"-: {reverse}", $"-: {helo}"], InWords(Of(new NameEvidence(result, name), new NameEvidence(result, name))));

    [Theory]
    [InlineData(SpfResult.None, "example.org", "example.org has no SPF record")]
    [InlineData(SpfResult.None, "", "SPF has no valid domain to check")]
    [InlineData(SpfResult.None, "a\u001b.example.org", "SPF has no valid domain to check")]
    [InlineData(SpfResult.Neutral, "example.org", "SPF of example.org is neutral")]
    [InlineData(SpfResult.Fail, "example.org", "SPF of example.org fails")]
    [InlineData(SpfResult.SoftFail, "example.org", "SPF of example.org fails softly")]
    [InlineData(SpfResult.TempError, "example.org", "the DNS gave no answer about the SPF record of example.org")]
    [InlineData(SpfResult.PermError, "example.org", "the SPF record of example.org is invalid")]
    [InlineData(SpfResult.Pass, "a\u001b.example.org", "SPF has no valid domain to check")]
    public void A_domain_that_does_not_pass_gives_a_reason(SpfResult result, string domain, string reason) =>
        Assert.Equal([$"-: {reason}"], InWords(Of(spf: new SpfEvidence(result, domain))));

    [Fact]
    public void Any_evidence_gives_at_most_three_identities_in_harmless_characters() =>
        Gen.Select(Gen.String, Gen.Int[0, 3], Gen.Int[0, 6], Gen.Byte.Array[4]).Sample((name, result, spf, address) =>
        {
            var evidence = new NameEvidence((NameResult)result, name);
            var sources = IdentitySources.Of(
                new IPAddress(address), new ClientEvidence(evidence, evidence, new SpfEvidence((SpfResult)spf, name), null), PublicSuffixes.Embedded);
            Assert.InRange(sources.Proven.Length, 0, 3);
            Assert.All(InWords(sources), text => Assert.Matches("^[ -~]*$", text));
        });
}
