using System.Net;
using CsCheck;
using GreyActors.Core.Proxy;
using GreyActors.Core.Smtp;
using GreyActors.Core.Tests.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Proxy;

public sealed class ProxyHeaderReaderTests
{
    private const string Signature = "\r\n\r\n\0\r\nQUIT\n";
    private const string Ipv4 = "\u00c0\u0000\u0002\u0007\u00c6\u0033\u0064\u0001\u0012\u0067\u0000\u0019";

    private static readonly Gen<IPAddress> Ipv4Addresses = Gen.Byte.Array[4].Where(octets => octets[0] is > 0 and < 224).Select(octets => new IPAddress(octets));

    private static readonly Gen<IPAddress> Ipv6Addresses = Gen.Byte.Array[16].Where(octets => octets[0] is > 0 and < 255).Select(octets => new IPAddress(octets));

    private static readonly Gen<ForwardedClient> Clients = Gen.Select(
        Gen.OneOf(Gen.Select(Ipv4Addresses, Ipv4Addresses), Gen.Select(Ipv6Addresses, Ipv6Addresses)), Gen.Int[0, 65535], Gen.Int[0, 65535],
        (ends, remotePort, localPort) =>
            new ForwardedClient(new IPEndPoint(ends.Item1, remotePort), new IPEndPoint(ends.Item2, localPort), "client.example", Extended: true));

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n", "192.0.2.7:4711 to 198.51.100.1:25")]
    [InlineData("PROXY TCP6 2001:db8::7 2001:db8::1 4711 25\r\n", "[2001:db8::7]:4711 to [2001:db8::1]:25")]
    [InlineData("PROXY TCP6 2001:0DB8:0:0:0:0:0:7 2001:db8::1 4711 25\r\n", "[2001:db8::7]:4711 to [2001:db8::1]:25")]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.7 ::ffff:198.51.100.1 4711 25\r\n", "192.0.2.7:4711 to 198.51.100.1:25")]
    [InlineData("PROXY TCP6 ::1 ::1 4711 25\r\n", "[::1]:4711 to [::1]:25")]
    [InlineData("PROXY TCP4 192.0.2.7 0.0.0.0 0 0\r\n", "192.0.2.7:0 to 0.0.0.0:0")]
    [InlineData("PROXY UNKNOWN\r\n", "local")]
    [InlineData("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", "local")]
    [InlineData("PROXY UNKNOWN \u00ff\0 TCP4 anything  \r\n", "local")]
    public void A_header_of_version_1_is_read(string header, string read) => AssertRead(header, read);

    [Theory]
    [InlineData("EHLO client.example\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000")]
    [InlineData("proxy TCP4 192.0.2.7 198.51.100.1 4711 25\r\n")]
    [InlineData(" PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n")]
    [InlineData("PROXY\tTCP4 192.0.2.7 198.51.100.1 4711 25\r\n")]
    [InlineData("PROXY \r\n")]
    [InlineData("PROXY  TCP4 192.0.2.7 198.51.100.1 4711 25\r\n")]
    [InlineData("PROXY TCP4  192.0.2.7 198.51.100.1 4711 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 4711 25 \r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 4711\r\n")]
    [InlineData("PROXY TCP4\r\n")]
    [InlineData("PROXY TCP5 192.0.2.7 198.51.100.1 4711 25\r\n")]
    [InlineData("PROXY UDP4 192.0.2.7 198.51.100.1 4711 25\r\n")]
    [InlineData("PROXY unknown\r\n")]
    [InlineData("PROXY UNKNOWNS\r\n")]
    [InlineData("PROXY TCP6 192.0.2.7 198.51.100.1 4711 25\r\n")]
    [InlineData("PROXY TCP4 2001:db8::7 2001:db8::1 4711 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.07 198.51.100.1 4711 25\r\n")]
    [InlineData("PROXY TCP4 0300.0.2.7 198.51.100.1 4711 25\r\n")]
    [InlineData("PROXY TCP4 192.0.519 198.51.100.1 4711 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.256 198.51.100.1 4711 25\r\n")]
    [InlineData("PROXY TCP6 [2001:db8::7] 2001:db8::1 4711 25\r\n")]
    [InlineData("PROXY TCP6 fe80::1%2 2001:db8::1 4711 25\r\n")]
    [InlineData("PROXY TCP6 2001:db8::/32 2001:db8::1 4711 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 65536 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 04711 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 +4711 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 -1 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\rNOOP\r\n")]
    [InlineData("PROXY UNKNOWN\n")]
    [InlineData("PROXY UNKNOWN\rNOOP\r\n")]
    public void A_header_that_only_looks_like_version_1_is_malformed(string header) => AssertRead(header, "malformed");

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:0.0.0.0")]
    public void An_impossible_client_address_is_malformed(string address)
    {
        AssertRead($"PROXY {(address.Contains(':', StringComparison.Ordinal) ? "TCP6" : "TCP4")} {address} {address} 4711 25\r\n", "malformed");
        var client = new IPEndPoint(IPAddress.Parse(address), 4711);
        AssertRead(Bytes.Text(ProxyHeader.Version2(client, client)), "malformed");
    }

    [Fact]
    public void A_header_of_version_1_has_at_most_107_bytes()
    {
        AssertRead($"PROXY UNKNOWN {new string('x', ProxyHeaderReader.MaxVersion1 - 16)}\r\n", "local");
        AssertRead($"PROXY UNKNOWN {new string('x', ProxyHeaderReader.MaxVersion1 - 15)}\r\n", "malformed");
        AssertRead($"PROXY UNKNOWN {new string('x', 100_000)}", "malformed");
    }

    [Theory]
    [InlineData("\u0021\u0011\u0000\u000c" + Ipv4, "192.0.2.7:4711 to 198.51.100.1:25")]
    [InlineData("\u0021\u0011\u0000\u0010" + Ipv4 + "\u0004\u0000\u0001x", "192.0.2.7:4711 to 198.51.100.1:25")]
    [InlineData("\u0021\u0011\u0000\u000f" + Ipv4 + "\u00ff\u00ff\u00ff", "192.0.2.7:4711 to 198.51.100.1:25")]
    [InlineData("\u0020\u0000\u0000\u0000", "local")]
    [InlineData("\u0020\u0011\u0000\u000c" + Ipv4, "local")]
    [InlineData("\u0020\u00ff\u0000\u0003xyz", "local")]
    [InlineData("\u0021\u0000\u0000\u0000", "local")]
    [InlineData("\u0021\u0000\u0000\u0005hello", "local")]
    public void A_header_of_version_2_is_read_and_data_after_the_addresses_is_skipped(string block, string read) => AssertRead(Signature + block, read);

    [Theory]
    [InlineData("\u0011\u0011\u0000\u000c")]
    [InlineData("\u0031\u0011\u0000\u000c")]
    [InlineData("\u0022\u0011\u0000\u000c")]
    [InlineData("\u002f\u0011\u0000\u000c")]
    [InlineData("\u0021\u0012\u0000\u000c")]
    [InlineData("\u0021\u0022\u0000\u0024")]
    [InlineData("\u0021\u0010\u0000\u000c")]
    [InlineData("\u0021\u0001\u0000\u000c")]
    [InlineData("\u0021\u0031\u0000\u00d8")]
    [InlineData("\u0021\u0032\u0000\u00d8")]
    [InlineData("\u0021\u0041\u0000\u000c")]
    [InlineData("\u0021\u0011\u0000\u000b")]
    [InlineData("\u0021\u0011\u0000\u0000")]
    [InlineData("\u0021\u0021\u0000\u0023")]
    [InlineData("\u0021\u0021\u0000\u000c")]
    [InlineData("\u0021\u0011\u0010\u0001")]
    [InlineData("\u0021\u0011\u00ff\u00ff")]
    [InlineData("\u0020\u0000\u00ff\u00ff")]
    public void An_invalid_header_of_version_2_is_malformed_before_its_rest_has_arrived(string block) => AssertRead(Signature + block, "malformed");

    [Fact]
    public void The_longest_header_of_version_2_is_skipped_without_being_stored()
    {
        var block = Bytes.Of($"{Signature}\u0021\u0011\u0010\u0000{Ipv4}{new string('x', ProxyHeaderReader.MaxVersion2Rest - Ipv4.Length)}");
        var reader = new ProxyHeaderReader();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsType<ProxyHeaderRead.Unfinished>(reader.Read(block.AsSpan(0, block.Length - 1), out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
        Assert.IsType<ProxyHeaderRead.Client>(reader.Read(block.AsSpan(block.Length - 1), out _));
    }

    [Fact]
    public void A_written_PROXY_header_is_read_back_at_any_boundary_without_the_bytes_after_it() =>
        Gen.Select(Clients, Gen.Bool, Gen.Int[0, 1000].Array[0, 6]).Sample((client, isVersion2, cuts) =>
        {
            var header = isVersion2 ? ProxyHeader.Version2(client.Remote, client.Local) : ProxyHeader.Version1(client.Remote, client.Local);
            var read = Read([.. Bytes.Cut([.. header, .. "EHLO x\r\n"u8], cuts)], out var taken);
            Assert.Equal(new ProxyHeaderRead.Client(client.Remote, client.Local), read);
            Assert.Equal(header.Length, taken);
        });

    [Fact]
    public void The_headers_of_a_connection_without_a_client_are_read_back()
    {
        AssertRead(Bytes.Text(ProxyHeader.Version1Local.Span), "127.0.0.1:25 to 127.0.0.1:25");
        AssertRead(Bytes.Text(ProxyHeader.Version2Local.Span), "local");
    }

    [Fact]
    public void Any_input_is_read_without_an_exception_and_independently_of_packets() =>
        Gen.Select(
            Bytes.Made(
                12, "PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "192.0.2.7 ", "::1 ", "1 ", "65535", "\r\n", "\n", "\r", " ", "x", Signature, "\u0021", "\u0020",
                "\u0011", "\u0021\u0011\u0000\u000c", "\u0000", Ipv4, "\u00ff"),
            Gen.Int[0, 1000].Array[0, 12]).Sample(
            (stream, cuts) =>
            {
                var whole = Bytes.Of(stream);
                var read = Read([whole], out var taken);
                Assert.Equal(read, Read([.. Bytes.Cut(whole, cuts)], out var takenInPieces));
                Assert.Equal(taken, takenInPieces);
                Assert.InRange(taken, 0, whole.Length);
                Assert.True(read is not ProxyHeaderRead.Unfinished || taken == whole.Length);
            },
            print: sample => Bytes.Show(sample.Item1));

    [Fact]
    public void A_header_with_one_changed_byte_is_read_without_an_exception() =>
        Gen.Select(Clients, Gen.Bool, Gen.Int[0, 1000], Gen.Byte).Sample((client, isVersion2, at, octet) =>
        {
            var header = isVersion2 ? ProxyHeader.Version2(client.Remote, client.Local) : ProxyHeader.Version1(client.Remote, client.Local);
            header[at % header.Length] = octet;
            Assert.True(Read([header], out _) is not ProxyHeaderRead.Client announced || announced.Remote.Port is >= 0 and <= 65535);
        });

    private static void AssertRead(string header, string read)
    {
        var whole = Bytes.Of(header);
        Assert.Equal(read, Show(Read([whole], out var taken)));
        Assert.Equal(read, Show(Read([.. whole.Select(octet => new[] { octet })], out _)));
        if (read != "malformed")
            Assert.Equal(whole.Length, taken);
    }

    private static ProxyHeaderRead Read(IReadOnlyList<byte[]> packets, out int taken)
    {
        var reader = new ProxyHeaderReader();
        ProxyHeaderRead read = ProxyHeaderRead.Unfinished.Instance;
        taken = 0;
        foreach (var packet in packets.TakeWhile(_ => read is ProxyHeaderRead.Unfinished))
        {
            read = reader.Read(packet, out var ofThis);
            taken += ofThis;
        }

        return read;
    }

    private static string Show(ProxyHeaderRead read) => read switch
    {
        ProxyHeaderRead.Client client => $"{client.Remote} to {client.Target}",
        ProxyHeaderRead.Local => "local",
        ProxyHeaderRead.Malformed => "malformed",
        _ => "unfinished",
    };
}
