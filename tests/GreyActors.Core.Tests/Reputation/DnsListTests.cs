using System.Net;
using CsCheck;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed class DnsListTests
{
    private const string Notation = "the pattern must be four numbers from 0 to 255, or sets of them in brackets: 127.0.[0..255].[2;4;6..8]";
    private const string Name = "the name of a list must be a domain name of at most 189 characters, for example list.example.org";

    [Theory]
    [InlineData("bl.example.org", "127.0.0.2", true)]
    [InlineData("bl.example.org", "127.0.0.11", true)]
    [InlineData("bl.example.org", "127.0.0.254", true)]
    [InlineData("bl.example.org", "127.0.0.255", false)]
    [InlineData("bl.example.org", "127.0.0.1", false)]
    [InlineData("bl.example.org", "127.0.0.0", false)]
    [InlineData("bl.example.org", "127.0.1.2", false)]
    [InlineData("bl.example.org", "127.255.255.252", false)]
    [InlineData("bl.example.org", "127.255.255.254", false)]
    [InlineData("bl.example.org", "203.0.113.1", false)]
    [InlineData("bl.example.org", "::1", false)]
    [InlineData("bl.example.org=127.0.0.4", "127.0.0.4", true)]
    [InlineData("bl.example.org=127.0.0.4", "127.0.0.2", false)]
    [InlineData("bl.example.org=127.0.0.[2;4;6..8]", "127.0.0.2", true)]
    [InlineData("bl.example.org=127.0.0.[2;4;6..8]", "127.0.0.3", false)]
    [InlineData("bl.example.org=127.0.0.[2;4;6..8]", "127.0.0.5", false)]
    [InlineData("bl.example.org=127.0.0.[2;4;6..8]", "127.0.0.6", true)]
    [InlineData("bl.example.org=127.0.0.[2;4;6..8]", "127.0.0.8", true)]
    [InlineData("bl.example.org=127.0.0.[2;4;6..8]", "127.0.0.9", false)]
    [InlineData("bl.example.org=127.[0;1].[0..9].[0..255]", "127.1.9.255", true)]
    [InlineData("bl.example.org=127.[0;1].[0..9].[0..255]", "127.2.9.255", false)]
    [InlineData("bl.example.org=127.[0..255].[0..255].[0..255]", "127.0.10.3", true)]
    [InlineData("bl.example.org=127.[0..255].[0..255].[0..255]", "127.0.0.1", false)]
    [InlineData("bl.example.org=127.[0..255].[0..255].[0..255]", "127.0.0.255", false)]
    [InlineData("bl.example.org=127.[0..255].[0..255].[0..255]", "127.0.1.255", false)]
    [InlineData("bl.example.org=127.[0..255].[0..255].[0..255]", "127.255.255.0", false)]
    [InlineData("bl.example.org=127.[0..255].[0..255].[0..255]", "127.255.255.255", false)]
    [InlineData("bl.example.org=127.[0..255].[0..255].[0..255]", "127.255.254.255", true)]
    public void An_answer_of_a_deny_list_counts_if_the_pattern_contains_it_and_it_is_no_refusal(string list, string answer, bool expected) =>
        Assert.Equal(expected, DnsList.Parse(list, DnsListKind.Deny).IsListing(IPAddress.Parse(answer)));

    [Theory]
    [InlineData("list.dnswl.org", "127.0.5.1", true)]
    [InlineData("list.dnswl.org", "127.0.15.3", true)]
    [InlineData("list.dnswl.org", "127.0.5.0", false)]
    [InlineData("list.dnswl.org", "127.0.10.3", false)]
    [InlineData("list.dnswl.org", "127.0.10.1", false)]
    [InlineData("list.dnswl.org", "127.0.0.255", false)]
    [InlineData("list.dnswl.org", "127.0.0.1", false)]
    [InlineData("list.dnswl.org", "127.0.0.2", true)]
    [InlineData("list.dnswl.org", "127.255.255.254", false)]
    [InlineData("list.dnswl.org", "203.0.113.1", false)]
    [InlineData("list.dnswl.org=127.0.[0..255].[1..3]", "127.0.5.2", true)]
    [InlineData("list.dnswl.org=127.0.[0..255].[1..3]", "127.0.10.1", true)]
    [InlineData("list.dnswl.org=127.0.[0..255].[1..3]", "127.0.10.3", false)]
    [InlineData("list.dnswl.org=127.0.[0..255].[1..3]", "127.0.0.1", false)]
    public void An_answer_of_an_allow_list_counts_if_the_pattern_contains_it_and_it_is_no_refusal(string list, string answer, bool expected) =>
        Assert.Equal(expected, DnsList.Parse(list, DnsListKind.Allow).IsListing(IPAddress.Parse(answer)));

    [Theory]
    [InlineData("192.0.2.99", "99.2.0.192.bl.example.org")]
    [InlineData("127.0.0.2", "2.0.0.127.bl.example.org")]
    [InlineData("2001:db8:1:2:3:4:567:89ab", "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.bl.example.org")]
    [InlineData("::ffff:127.0.0.2", "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.example.org")]
    public void The_name_of_an_entry_is_the_reversed_address_in_the_zone(string address, string name) =>
        Assert.Equal(new DnsQuestion(name, DnsType.A), DnsList.Parse("BL.example.org.", DnsListKind.Deny).QuestionAbout(IPAddress.Parse(address)));

    [Fact]
    public void A_list_prints_as_it_is_written_and_equal_texts_are_equal_lists()
    {
        Assert.Equal("bl.example.org=127.0.0.[2..254]", DnsList.Parse("bl.example.org", DnsListKind.Deny).ToString());
        Assert.Equal(DnsList.Parse("bl.example.org=127.0.0.2", DnsListKind.Deny), DnsList.Parse("bl.example.org=127.0.0.2", DnsListKind.Deny));
        Assert.NotEqual(DnsList.Parse("bl.example.org=127.0.0.2", DnsListKind.Deny), DnsList.Parse("bl.example.org=127.0.0.3", DnsListKind.Deny));
    }

    [Theory]
    [InlineData("", Name)]
    [InlineData("=127.0.0.2", Name)]
    [InlineData("list", Name)]
    [InlineData("192.0.2.1", Name)]
    [InlineData("bl example.org", Name)]
    [InlineData("bl..example.org", Name)]
    [InlineData("bl.example.org=", Notation)]
    [InlineData("bl.example.org=127", Notation)]
    [InlineData("bl.example.org=127.0.0", Notation)]
    [InlineData("bl.example.org=127.0.0.", Notation)]
    [InlineData("bl.example.org=127.0.0.2.3", Notation)]
    [InlineData("bl.example.org=127.0.0.256", Notation)]
    [InlineData("bl.example.org=127.0.0.-2", Notation)]
    [InlineData("bl.example.org=127.0.0.x", Notation)]
    [InlineData("bl.example.org=127.0.0.[2", Notation)]
    [InlineData("bl.example.org=127.0.0.[]", Notation)]
    [InlineData("bl.example.org=127.0.0.[2;]", Notation)]
    [InlineData("bl.example.org=127.0.0.[2..]", Notation)]
    [InlineData("bl.example.org=127.0.0.[2...4]", Notation)]
    [InlineData("bl.example.org=127.0.0.[2,4]", Notation)]
    [InlineData("bl.example.org=127.0.0.[2]3", Notation)]
    [InlineData("bl.example.org=127.0.0.2 ", Notation)]
    [InlineData("bl.example.org=127.0.0.[8..6]", "the range 8..6 of the pattern is empty")]
    [InlineData("bl.example.org=192.0.2.1", "the first number of the pattern must be 127: a list answers with addresses in 127.0.0.0/8 (RFC 5782 2.1)")]
    [InlineData("bl.example.org=[127].0.2.1*2", "lists have no weights: write the zone and the pattern only")]
    public void A_text_that_is_no_list_is_rejected_with_the_reason(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => DnsList.Parse(text, DnsListKind.Deny)).Message);

    [Fact]
    public void A_zone_leaves_room_for_the_nibbles_of_an_address()
    {
        var zone = string.Join('.', Enumerable.Repeat(new string('a', 37), 5));
        Assert.Equal(189, zone.Length);

        Assert.Equal(253, DnsList.Parse(zone, DnsListKind.Deny).QuestionAbout(IPAddress.IPv6Loopback).Name.Length);
        Assert.Throws<FormatException>(() => DnsList.Parse("a" + zone, DnsListKind.Deny));
    }

    [Fact]
    public void Any_text_is_a_list_or_is_rejected_with_a_reason() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["127.0[];=.ab*"], 0, 40]).Sample(text =>
    {
        try
        {
            DnsList.Parse("bl.example.org=127." + text, DnsListKind.Allow).IsListing(IPAddress.Loopback);
            DnsList.Parse(text, DnsListKind.Allow);
        }
        catch (FormatException error)
        {
            Assert.NotEmpty(error.Message);
        }
    });
}
