using System.Net;
using System.Text;
using CsCheck;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

/// <summary>Messages on the wire: a query that is written is understood, and no response throws, whatever its bytes.</summary>
public sealed class DnsResponseMessageTests
{
    private const ushort A = 1;
    private const ushort Cname = 5;
    private const ushort Soa = 6;
    private const ushort Ptr = 12;
    private const ushort Mx = 15;
    private const ushort Txt = 16;

    private static readonly DnsQuestion Question = new("mail.example.org", DnsType.A);
    private static readonly byte[] Address = [192, 0, 2, 1];

    [Fact]
    public void A_query_asks_for_recursion_and_long_datagrams()
    {
        var message = Query(new DnsQuestion("a.example", DnsType.Txt));

        Assert.Equal(
            "1234 0100 0001 0000 0000 0001 0161076578616D706C6500 0010 0001 00 0029 04D0 00000000 0000".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(message));
    }

    [Theory]
    [InlineData("a.example", true)]
    [InlineData("_spf.a_b-c.example", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("a..example", false)]
    [InlineData(".example", false)]
    [InlineData("example.", false)]
    [InlineData("a b.example", false)]
    [InlineData("ä.example", false)]
    public void A_name_can_be_asked_for_if_it_can_exist(string name, bool canExist) => Assert.Equal(canExist, DnsQueryMessage.CanAskFor(name));

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void A_label_has_at_most_63_bytes(int length, bool canExist) => Assert.Equal(canExist, DnsQueryMessage.CanAskFor($"{new string('a', length)}.example"));

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, false)]
    public void A_name_has_at_most_253_characters(int length, bool canExist) =>
        Assert.Equal(canExist, DnsQueryMessage.CanAskFor(string.Join('.', Enumerable.Repeat("abcdefghi", 26))[..(length > 253 ? 253 : length)] + new string('a', length - 253)));

    [Fact]
    public void An_alias_is_followed_and_limits_the_time()
    {
        var answer = Read(Response(Question, answers: [Record("mail.example.org", Cname, 30, Name("host.example.net")), Record("HOST.example.net", A, 60, Address)]))!;

        Assert.Equal((DnsStatus.Found, TimeSpan.FromSeconds(30)), (answer.Status, answer.TimeToLive));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), Assert.Single(answer.Addresses));
    }

    [Fact]
    public void A_record_of_a_name_that_was_not_asked_for_is_ignored() =>
        Assert.Equal(DnsStatus.Void, Read(Response(Question, answers: [Record("evil.example", A, 60, Address)]))!.Status);

    [Fact]
    public void Aliases_in_a_loop_are_no_answer() => Assert.Equal(
        DnsStatus.Void,
        Read(Response(Question, answers: [Record("mail.example.org", Cname, 30, Name("b.example")), Record("b.example", Cname, 30, Name("mail.example.org"))]))!.Status);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void An_absent_name_is_kept_for_the_shorter_time_of_the_zone(int code)
    {
        byte[] data = [.. Name("ns.example"), .. Name("root.example"), .. new byte[16], 0, 0, 0, 45];
        var answer = Read(Response(Question, code, authorities: [Record("example.org", Soa, 60, data)]))!;

        Assert.Equal((DnsStatus.Void, TimeSpan.FromSeconds(45)), (answer.Status, answer.TimeToLive));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void An_error_is_a_failed_answer(int code) => Assert.Equal(DnsAnswer.Failed, Read(Response(Question, code)));

    [Fact]
    public void Mail_exchangers_are_in_the_order_of_their_preference()
    {
        var question = new DnsQuestion("example.org", DnsType.Mx);
        var answer = Read(Response(question, answers: [Record("example.org", Mx, 60, [0, 20, .. Name("b.example")]), Record("example.org", Mx, 60, [0, 10, .. Name("A.example")])]), question)!;

        Assert.Equal(["a.example", "b.example"], answer.Names.ToArray());
    }

    [Fact]
    public void Strings_of_a_text_are_joined_and_each_byte_is_a_character()
    {
        var question = new DnsQuestion("example.org", DnsType.Txt);
        var answer = Read(Response(question, answers: [Record("example.org", Txt, 60, [2, (byte)'a', 0xE4, 1, (byte)'b'])]), question)!;

        Assert.Equal("a\u00e4b", Assert.Single(answer.Texts));
    }

    [Fact]
    public void Bytes_that_no_host_name_has_are_escaped()
    {
        var question = new DnsQuestion("1.2.0.192.in-addr.arpa", DnsType.Ptr);
        var answer = Read(Response(question, answers: [Record(question.Name, Ptr, 60, [3, (byte)'a', (byte)'.', 10, 2, (byte)'X', 0xFF, 0])]), question)!;

        Assert.Equal(@"a\046\010.x\255", Assert.Single(answer.Names));
    }

    [Fact]
    public void A_response_to_another_question_is_none()
    {
        Assert.Null(Read(Response(Question), new DnsQuestion("mail.example.org", DnsType.Aaaa)));
        Assert.Null(Read(Response(Question), new DnsQuestion("mail.example.net", DnsType.A)));
        Assert.Null(Read(Query(Question)));
    }

    [Fact]
    public void No_bytes_throw_and_a_pointer_never_loops()
    {
        var good = Response(Question, answers: [Record("mail.example.org", Cname, 30, Name("host.example.net")), Record("host.example.net", A, 60, Address)]);
        var types = new[] { DnsType.A, DnsType.Aaaa, DnsType.Mx, DnsType.Ptr, DnsType.Txt };
        Gen.Select(Gen.Int[0, good.Length], Gen.Select(Gen.Int[2, good.Length - 1], Gen.Byte).Array[0, 12], Gen.Byte.Array[0, 40], Gen.Int[0, 4])
            .Sample(
                (cut, changes, tail, type) =>
                {
                    byte[] message = [.. good[..cut], .. tail];
                    foreach (var (position, value) in changes)
                    {
                        if (position < message.Length)
                            message[position] = value;
                    }

                    DnsResponseMessage.Read(message, Question with { Type = types[type] }, out _);
                },
                iter: 20_000);
        Gen.Byte.Array[0, 600].Sample(
            bytes =>
            {
                byte[] message = [0x12, 0x34, 0x81, 0x80, 0, 1, 0, 9, 0, 9, 0, 0, .. Name("mail.example.org"), 0, 16, 0, 1, .. bytes];
                DnsResponseMessage.Read(message, Question with { Type = DnsType.Txt }, out _);
            },
            iter: 20_000);
    }

    private static DnsAnswer? Read(byte[] message, DnsQuestion? question = null) => DnsResponseMessage.Read(message, question ?? Question, out _);

    private static byte[] Query(DnsQuestion question)
    {
        var message = new byte[DnsQueryMessage.Longest];
        return message[..DnsQueryMessage.Write(question, 0x1234, message)];
    }

    private static byte[] Response(DnsQuestion question, int code = 0, byte[][]? answers = null, byte[][]? authorities = null)
    {
        var query = Query(question);
        return
        [
            0x12, 0x34, 0x81, (byte)(0x80 | code), 0, 1, 0, (byte)(answers?.Length ?? 0), 0, (byte)(authorities?.Length ?? 0), 0, 0,
            .. query[12..^11], .. (answers ?? []).SelectMany(record => record), .. (authorities ?? []).SelectMany(record => record),
        ];
    }

    private static byte[] Record(string name, ushort type, byte seconds, byte[] data) =>
        [.. Name(name), 0, (byte)type, 0, 1, 0, 0, 0, seconds, 0, (byte)data.Length, .. data];

    private static byte[] Name(string name) => [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
}
