using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Reputation;
using GreyActors.Reputation;
using GreyActors.Tests.Shared.Dns;
using Xunit;

namespace GreyActors.Tests.Reputation;

/// <summary>The DNS client between the service and name servers that misbehave.</summary>
public sealed class NetworkDnsClientTests
{
    private const int Longest = 65_000;
    private const int Connections = 16;

    // For a failure; an answer has more time, because the machine may be busy.
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly DnsQuestion Question = new("a.example", DnsType.A);
    private static readonly byte[] Address = DnsMessage.Record(DnsMessage.A, 60, [192, 0, 2, 1]);

    [Fact]
    public async Task An_answer_has_its_addresses_and_its_time_to_live()
    {
        await using var server = new MisbehavingDnsServer(query => [DnsMessage.Reply(query, records: [Address])]);

        var answer = await Ask(server, Question);

        Assert.Equal((DnsStatus.Found, TimeSpan.FromSeconds(60)), (answer.Status, answer.TimeToLive));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), Assert.Single(answer.Addresses));
    }

    [Fact]
    public async Task A_silent_server_is_a_failure_after_two_attempts()
    {
        await using var server = new MisbehavingDnsServer(_ => []);
        var watch = Stopwatch.StartNew();

        Assert.Equal(DnsAnswer.Failed, await Ask(server, Question, Timeout));

        Assert.Equal(2, server.Queries);
        Assert.InRange(watch.Elapsed, Timeout * 2 - TimeSpan.FromMilliseconds(50), Patience);
    }

    [Theory]
    [InlineData(DnsMessage.ServerFailure)]
    [InlineData(DnsMessage.Refused)]
    public async Task An_error_of_the_server_is_a_failure(byte code)
    {
        await using var server = new MisbehavingDnsServer(query => [DnsMessage.Reply(query, code)]);

        Assert.Equal(DnsAnswer.Failed, await Ask(server, Question));
    }

    [Fact]
    public async Task A_lost_datagram_is_sent_again()
    {
        var count = 0;
        await using var server = new MisbehavingDnsServer(query => count++ == 0 ? [] : [DnsMessage.Reply(query, records: [Address])]);

        Assert.Equal(DnsStatus.Found, (await Ask(server, Question, TimeSpan.FromSeconds(1))).Status);
    }

    [Fact]
    public async Task Where_the_first_resolver_is_silent_the_second_answers()
    {
        await using var silent = new MisbehavingDnsServer(_ => []);
        await using var server = new MisbehavingDnsServer(query => [DnsMessage.Reply(query, records: [Address])]);

        var answer = await new NetworkDnsClient([silent.EndPoint, server.EndPoint], TimeSpan.FromSeconds(1), Connections).Ask(Question, CancellationToken.None);

        Assert.Equal((DnsStatus.Found, 1), (answer.Status, silent.Queries));
    }

    [Fact]
    public async Task Queries_share_a_port_until_one_of_them_has_no_answer_in_time()
    {
        var isSilent = false;
        await using var server = new MisbehavingDnsServer(query => Volatile.Read(ref isSilent) ? [] : [DnsMessage.Reply(query, records: [Address])]);
        var client = new NetworkDnsClient([server.EndPoint], TimeSpan.FromSeconds(1), Connections);
        for (var i = 0; i < 3; i++)
            Assert.Equal(DnsStatus.Found, (await client.Ask(Question, CancellationToken.None)).Status);
        Assert.Single(server.Ports);

        Volatile.Write(ref isSilent, true);
        Assert.Equal(DnsAnswer.Failed, await client.Ask(Question, CancellationToken.None));
        Volatile.Write(ref isSilent, false);

        Assert.Equal(DnsStatus.Found, (await client.Ask(Question, CancellationToken.None)).Status);
        Assert.Equal(3, server.Ports.Count);
    }

    [Fact]
    public async Task Another_port_is_used_after_many_queries()
    {
        await using var server = new MisbehavingDnsServer(query => [DnsMessage.Reply(query, records: [Address])]);
        var client = new NetworkDnsClient([server.EndPoint], Patience, Connections);

        for (var i = 0; i <= UdpChannel.Most; i++)
            Assert.Equal(DnsStatus.Found, (await client.Ask(Question, CancellationToken.None)).Status);

        Assert.Equal(2, server.Ports.Count);
    }

    [Fact]
    public async Task A_truncated_answer_is_asked_for_again_over_TCP()
    {
        var text = new byte[Longest - (Longest / 255) - 100];
        Array.Fill(text, (byte)'x');
        await using var server = new MisbehavingDnsServer(
            query => [DnsMessage.Reply(query, isTruncated: true)],
            query => DnsMessage.Reply(query, records: [DnsMessage.Record(DnsMessage.Txt, 60, DnsMessage.Text(text))]));

        var answer = await Ask(server, new("long.example", DnsType.Txt));

        Assert.Equal(text.Length, Assert.Single(answer.Texts).Length);
        Assert.Equal(1, server.QueriesOverTcp);
    }

    [Fact]
    public async Task A_truncated_answer_of_a_server_that_is_silent_over_TCP_is_a_failure()
    {
        await using var server = new MisbehavingDnsServer(query => [DnsMessage.Reply(query, isTruncated: true)]);

        Assert.Equal(DnsAnswer.Failed, await Ask(server, Question, TimeSpan.FromSeconds(1)));
        Assert.Equal(1, server.Queries);
    }

    [Fact]
    public async Task Connections_are_bounded_and_one_that_has_failed_makes_room()
    {
        await using var server = new MisbehavingDnsServer(query => [DnsMessage.Reply(query, isTruncated: true)]);
        var client = new NetworkDnsClient([server.EndPoint], TimeSpan.FromSeconds(2), Connections);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => client.Ask(new($"{i}.example", DnsType.A), CancellationToken.None)));
        var before = server.QueriesOverTcp;
        Assert.Equal(DnsAnswer.Failed, await client.Ask(Question, CancellationToken.None));

        Assert.Equal((Connections, Connections + 1), (before, server.QueriesOverTcp));
    }

    [Fact]
    public async Task An_answer_to_another_question_is_a_failure()
    {
        await using var server = new MisbehavingDnsServer(query =>
        {
            var other = DnsMessage.Query("b.example", DnsMessage.A);
            (other[0], other[1]) = (query[0], query[1]);
            return [DnsMessage.Reply(other, records: [Address])];
        });

        Assert.Equal(DnsAnswer.Failed, await Ask(server, Question, Timeout));
    }

    [Fact]
    public async Task A_damaged_record_of_another_type_does_not_matter()
    {
        const ushort Nsec = 47;
        await using var server = new MisbehavingDnsServer(query => [DnsMessage.Reply(query, records: [DnsMessage.Record(Nsec, 60, [0x4A, 0xE4, 0xF2, 0x28, 0xEE]), Address])]);

        Assert.Equal(DnsStatus.Found, (await Ask(server, Question)).Status);
    }

    [Fact]
    public async Task Forged_answers_before_the_right_one_are_ignored()
    {
        await using var server = new MisbehavingDnsServer(query =>
        {
            var forged = DnsMessage.Record(DnsMessage.A, 60, [203, 0, 113, 9]);
            var withOtherId = DnsMessage.Reply(query, records: [forged]);
            withOtherId[1] ^= 1;
            var other = DnsMessage.Query("b.example", DnsMessage.A);
            (other[0], other[1]) = (query[0], query[1]);
            return [withOtherId, DnsMessage.Reply(other, records: [forged]), DnsMessage.Reply(query, records: [Address])];
        });

        Assert.Equal(IPAddress.Parse("192.0.2.1"), Assert.Single((await Ask(server, Question)).Addresses));
        Assert.Equal(1, server.Queries);
    }

    [Fact]
    public async Task An_answer_with_another_id_is_a_failure()
    {
        await using var server = new MisbehavingDnsServer(query =>
        {
            var answer = DnsMessage.Reply(query, records: [Address]);
            answer[0] ^= 0x55;
            return [answer];
        });

        Assert.Equal(DnsAnswer.Failed, await Ask(server, Question, Timeout));
    }

    [Fact]
    public async Task Garbage_and_compression_loops_are_failures()
    {
        var random = new Random(7);
        await using var server = new MisbehavingDnsServer(query =>
        {
            var answer = DnsMessage.Reply(query, records: [Address]);
            switch (query[16] - '0')
            {
                case 0:
                    // The name of the record refers to itself.
                    answer[^15] = (byte)(answer.Length - 16);
                    break;
                case 1:
                    return [answer[..^3]];
                case 2:
                    return [[]];
                case 3:
                    return [answer[..12]];
                default:
                    for (var i = 12; i < answer.Length; i++)
                        answer[i] = (byte)random.Next(256);
                    break;
            }

            return [answer];
        });
        var client = new NetworkDnsClient([server.EndPoint], Timeout, Connections);

        for (var i = 0; i < 10; i++)
            Assert.Equal((i, DnsStatus.Failed), (i, (await client.Ask(new($"abc{i}.example", DnsType.A), CancellationToken.None)).Status));
    }

    [Fact]
    public async Task Where_nothing_listens_the_failure_arrives_in_time()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var endPoint = (IPEndPoint)closed.LocalEndPoint!;
        closed.Close();
        var watch = Stopwatch.StartNew();

        Assert.Equal(DnsAnswer.Failed, await new NetworkDnsClient([endPoint], Timeout, Connections).Ask(Question, CancellationToken.None));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
    }

    [Fact]
    public async Task A_cancelled_query_is_a_failure()
    {
        await using var server = new MisbehavingDnsServer(_ => []);
        using var cancelled = new CancellationTokenSource();
        var asking = new NetworkDnsClient([server.EndPoint], TimeSpan.FromHours(1), Connections).Ask(Question, cancelled.Token);

        await cancelled.CancelAsync();

        Assert.Equal(DnsAnswer.Failed, await asking);
    }

    [Fact]
    public async Task An_answer_that_takes_two_seconds_arrives()
    {
        await using var server = new MisbehavingDnsServer(async query =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            return [DnsMessage.Reply(query, records: [Address])];
        });

        Assert.Equal(DnsStatus.Found, (await Ask(server, Question)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..example")]
    [InlineData(".example")]
    [InlineData("example.")]
    [InlineData("a\r\nb.example")]
    [InlineData("a\0.example")]
    [InlineData("a b.example")]
    [InlineData("ä.example")]
    [InlineData("a123456789-123456789-123456789-123456789-123456789-123456789-123.example")]
    public async Task An_invalid_name_does_not_exist_and_is_not_asked_for(string name)
    {
        await using var server = new MisbehavingDnsServer(query => [DnsMessage.Reply(query, records: [Address])]);

        Assert.Equal(DnsStatus.Void, (await Ask(server, new(name, DnsType.A))).Status);
        Assert.Equal(0, server.Queries);
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("aa", 0)]
    public async Task A_name_has_at_most_253_characters(string first, int queries)
    {
        await using var server = new MisbehavingDnsServer(query => [DnsMessage.Reply(query, records: [Address])]);
        var name = first + string.Concat(Enumerable.Repeat(".a", 126));

        Assert.Equal(queries == 1 ? DnsStatus.Found : DnsStatus.Void, (await Ask(server, new(name, DnsType.A))).Status);
        Assert.Equal(queries, server.Queries);
    }

    [Theory]
    [InlineData("a123456789-123456789-123456789-123456789-123456789-123456789-12.example")]
    [InlineData("_spf.example")]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("a+b=c!d#e$f%g&h'i*j/k?l^m`n{o|p}q~r.example")]
    [InlineData("\"a\\b;c(d)e,f:g<h>i@j[k].example")]
    public async Task A_valid_name_is_asked_for_unchanged(string name)
    {
        string? asked = null;
        await using var server = new MisbehavingDnsServer(query =>
        {
            asked = DnsMessage.NameOf(query);
            return [DnsMessage.Reply(query, records: [Address])];
        });

        Assert.Equal(DnsStatus.Found, (await Ask(server, new(name, DnsType.A))).Status);
        Assert.Equal(name, asked);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'v', (byte)'\\', (byte)'1', (byte)'9', (byte)'5' }, "v\\195")]
    [InlineData(new byte[] { (byte)'"', 0, 13, 10, 127 }, "\"\0\r\n\u007f")]
    [InlineData(new byte[] { (byte)'a', 0xC3, 0xA4 }, "a\u00c3\u00a4")]
    public async Task A_text_is_Latin_1(byte[] text, string expected)
    {
        await using var server = new MisbehavingDnsServer(
            query => [DnsMessage.Reply(query, records: [DnsMessage.Record(DnsMessage.Txt, 60, DnsMessage.Text(text))])]);

        Assert.Equal(expected, Assert.Single((await Ask(server, new("a.example", DnsType.Txt))).Texts));
    }

    [Fact]
    public async Task A_byte_of_128_or_more_that_is_no_UTF_8_stays_one()
    {
        await using var server = new MisbehavingDnsServer(
            query => [DnsMessage.Reply(query, records: [DnsMessage.Record(DnsMessage.Txt, 60, DnsMessage.Text([(byte)'a', 0xE4, (byte)'b']))])]);

        Assert.Contains(Assert.Single((await Ask(server, new("a.example", DnsType.Txt))).Texts), c => c >= 128);
    }

    private static Task<DnsAnswer> Ask(MisbehavingDnsServer server, DnsQuestion question, TimeSpan? timeout = null) =>
        new NetworkDnsClient([server.EndPoint], timeout ?? Patience, Connections).Ask(question, CancellationToken.None);
}
