using System.Net;
using CsCheck;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed class DnsListTestTests
{
    private const string Listed = "2.0.0.127.bl.example.org";
    private const string Unlisted = "1.0.0.127.bl.example.org";
    private const string Nibbles = ".0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.example.org";

    /// <summary>Any IPv4 address, half of the time one of 127.0.0.0/8, as a listing has it.</summary>
    private static readonly Gen<byte[]> OddAddress = Gen.Select(Gen.Byte.Array[4], Gen.Bool, (bytes, isLoopback) => isLoopback ? [127, .. bytes[1..]] : bytes);

    private readonly AnsweringDns _dns = new();

    private DnsListHealth Test(DnsListKind kind = DnsListKind.Deny) => _dns.Run(new DnsListTest(DnsList.Parse("bl.example.org", kind))).Health;

    [Fact]
    public void A_list_with_the_test_entry_works()
    {
        _dns.Addresses(Listed, "127.0.0.2");

        Assert.Equal(DnsListHealth.Working, Test());
        Assert.Equal([Listed + " A", Unlisted + " A", "2" + Nibbles + " A", "1" + Nibbles + " A"], _dns.Asked.Select(one => one.ToString()));
    }

    [Fact]
    public void A_list_of_IPv6_addresses_only_works_if_it_has_the_IPv6_test_entry()
    {
        _dns.Addresses("2" + Nibbles, "127.0.0.2");

        Assert.Equal(DnsListHealth.Working, Test());
    }

    [Fact]
    public void The_answer_to_the_test_need_not_match_the_pattern()
    {
        _dns.Addresses(Listed, "127.0.10.0");

        Assert.Equal(DnsListHealth.Working, Test(DnsListKind.Allow));
    }

    [Fact]
    public void A_list_without_entries_has_no_test_entry() => Assert.Equal(DnsListHealth.NoTestEntry, Test());

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("203.0.113.80")]
    public void A_list_with_an_entry_for_every_address_lists_the_world(string answer)
    {
        _dns.Addresses(Listed, answer).Addresses(Unlisted, answer);
        Assert.Equal(DnsListHealth.ListsTheWorld, Test());
    }

    [Fact]
    public void A_list_with_an_entry_for_every_IPv6_address_lists_the_world()
    {
        _dns.Addresses(Listed, "127.0.0.2").Addresses("2" + Nibbles, "127.0.0.2").Addresses("1" + Nibbles, "127.0.0.2");
        Assert.Equal(DnsListHealth.ListsTheWorld, Test());
    }

    [Fact]
    public void A_test_entry_outside_127_is_none()
    {
        _dns.Addresses(Listed, "203.0.113.80");
        Assert.Equal(DnsListHealth.NoTestEntry, Test());
    }

    [Theory]
    [InlineData("127.255.255.254")]
    [InlineData("127.0.0.255")]
    [InlineData("127.0.0.1")]
    public void A_list_that_refuses_to_answer_has_no_answer(string refusal)
    {
        _dns.Addresses(Listed, refusal).Addresses(Unlisted, refusal);
        Assert.Equal(DnsListHealth.NoAnswer, Test());
        Assert.Single(_dns.Asked);
    }

    [Fact]
    public void A_failed_look_up_gives_no_answer()
    {
        _dns.With(new DnsQuestion(Listed, DnsType.A), DnsAnswer.Failed);
        Assert.Equal(DnsListHealth.NoAnswer, Test());

        _dns.Addresses(Listed, "127.0.0.2").With(new DnsQuestion(Unlisted, DnsType.A), DnsAnswer.Failed);
        Assert.Equal(DnsListHealth.NoAnswer, Test());
    }

    [Fact]
    public void Failed_look_ups_of_the_IPv6_entries_matter_only_without_an_IPv4_entry()
    {
        _dns.With(new DnsQuestion("2" + Nibbles, DnsType.A), DnsAnswer.Failed).With(new DnsQuestion("1" + Nibbles, DnsType.A), DnsAnswer.Failed);
        Assert.Equal(DnsListHealth.NoAnswer, Test());

        _dns.Addresses(Listed, "127.0.0.2");
        Assert.Equal(DnsListHealth.Working, Test());
    }

    [Fact]
    public void Any_answers_cost_at_most_four_questions() => Gen.Select(OddAddress.Array[0, 3], Gen.Int[0, 2]).Sample((addresses, status) =>
    {
        var answer = new DnsAnswer((DnsStatus)status, TimeSpan.Zero) { Addresses = [.. addresses.Select(bytes => new IPAddress(bytes))] };
        var test = new DnsListTest(DnsList.Parse("bl.example.org", DnsListKind.Deny));
        for (var question = test.Next(null); question is not null;)
            question = test.Next(answer);
        Assert.InRange(test.Questions, 1, 4);
        Assert.NotEqual(DnsListHealth.Working, test.Health);
    });
}
