using GreyActors.Core.Reputation;
using GreyActors.Reputation;
using GreyActors.Tests.Shared.Dns;
using Xunit;

namespace GreyActors.Tests.Reputation;

/// <summary>The DNS client and a real name server.</summary>
public sealed class NsdTests : IAsyncLifetime
{
    private NsdServer _server = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => _server = await NsdServer.Start($"""
        host.example.   60 IN A    192.0.2.1
        host.example.   90 IN A    192.0.2.2
        host.example.      IN AAAA 2001:db8::1
        alias.example.  30 IN CNAME HOST.example.
        loop1.example.     IN CNAME loop2.example.
        loop2.example.     IN CNAME loop1.example.
        example.           IN MX   20 backup.example.
        example.           IN MX   10 MX.example.
        nullmx.example.    IN MX   0  .
        example.           IN TXT  "v=spf1 " "-all"
        long.example.      IN TXT  {string.Join(' ', Enumerable.Repeat($"\"{new string('x', 250)}\"", 240))}
        1.2.0.192.in-addr.arpa. IN PTR Host.EXAMPLE.
        {string.Join('\n', Enumerable.Range(0, 100).Select(i => $"2.2.0.192.in-addr.arpa. IN PTR host-{i}.a-name-of-some-length.example."))}
        """);

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("host.example", DnsType.A, "192.0.2.1 192.0.2.2", 60)]
    [InlineData("HOST.example", DnsType.Aaaa, "2001:db8::1", 300)]
    [InlineData("alias.example", DnsType.A, "192.0.2.1 192.0.2.2", 30)]
    [InlineData("example", DnsType.Mx, "mx.example backup.example", 300)]
    [InlineData("example", DnsType.Txt, "v=spf1 -all", 300)]
    [InlineData("1.2.0.192.in-addr.arpa", DnsType.Ptr, "host.example", 300)]
    public async Task Records_are_found(string name, DnsType type, string expected, int seconds)
    {
        var answer = await Ask(name, type);

        Assert.Equal((DnsStatus.Found, TimeSpan.FromSeconds(seconds)), (answer.Status, answer.TimeToLive));
        Assert.Equal(expected, string.Join(' ', [.. answer.Addresses.Select(address => $"{address}").Order(), .. answer.Names, .. answer.Texts]));
    }

    [Theory]
    [InlineData("absent.example", DnsType.A)]
    [InlineData("host.example", DnsType.Txt)]
    [InlineData("loop1.example", DnsType.A)]
    [InlineData("nullmx.example", DnsType.Mx)]
    public async Task A_name_without_such_records_is_void(string name, DnsType type) => Assert.Equal(DnsStatus.Void, (await Ask(name, type)).Status);

    [Theory]
    [InlineData("absent.example", DnsType.A)]
    [InlineData("host.example", DnsType.Txt)]
    public async Task A_void_answer_has_the_negative_time_to_live_of_its_zone(string name, DnsType type) =>
        Assert.Equal(TimeSpan.FromSeconds(120), (await Ask(name, type)).TimeToLive);

    [Fact]
    public async Task A_zone_that_cannot_be_loaded_is_a_failure() => Assert.Equal(DnsAnswer.Failed, await Ask("a.servfail.example", DnsType.A));

    [Fact]
    public async Task A_text_of_60_KB_arrives_over_TCP() => Assert.Equal(60_000, Assert.Single((await Ask("long.example", DnsType.Txt)).Texts).Length);

    [Fact]
    public async Task A_hundred_reverse_names_arrive() => Assert.Equal(100, (await Ask("2.2.0.192.in-addr.arpa", DnsType.Ptr)).Names.Distinct().Count());

    [Fact]
    public async Task Replaced_records_are_answered()
    {
        await _server.Replace("host.example. IN A 192.0.2.7");

        Assert.Equal("192.0.2.7", Assert.Single((await Ask("host.example", DnsType.A)).Addresses).ToString());
    }

    private Task<DnsAnswer> Ask(string name, DnsType type) =>
        new NetworkDnsClient([_server.EndPoint], TimeSpan.FromSeconds(5), maxConnections: 16).Ask(new(name, type), CancellationToken.None);
}
