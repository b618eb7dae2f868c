using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Mail data is relayed unchanged, with little memory.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class MailDataTests(MailDataTests.Peers peers) : IClassFixture<MailDataTests.Peers>
{
    private const int Megabyte = 1024 * 1024;

    private static int _recipients;

    private readonly string _recipient = $"content{Interlocked.Increment(ref _recipients)}@example.test";

    /// <summary>Kinds of mail data, dots stuffed, each ending in CRLF.</summary>
    public static TheoryData<string> Kinds => [.. Made.Keys];

    private static Dictionary<string, Func<byte[]>> Made { get; } = new(StringComparer.Ordinal)
    {
        ["nothing"] = () => [],
        ["an empty line"] = () => Text.Bytes("\r\n"),
        ["lines of 1 KB"] = () => Lines(1024, 500),
        ["lines of 4095 to 4097 bytes"] = () => [.. Lines(4093, 3), .. Lines(4094, 3), .. Lines(4095, 3)],
        ["lines of 64 KB"] = () => Lines(64 * 1024, 30),
        ["lines of 1 MB"] = () => Lines(Megabyte, 3),
        ["five megabytes without a line end"] = () => Lines(5 * Megabyte, 1),
        ["only dots"] = () => Text.Bytes(string.Concat(Enumerable.Repeat("..\r\n", 200_000))),
        ["one line of dots"] = () => Text.Bytes(new string('.', Megabyte) + "\r\n"),
        ["only empty lines"] = () => Text.Bytes(string.Concat(Enumerable.Repeat("\r\n", 500_000))),
        ["only NULs"] = () => [.. new byte[Megabyte], .. "\r\n"u8],
        ["every octet but CR and LF"] = () => [.. Enumerable.Range(0, 200_000).Select(i => (byte)i).Where(octet => octet is not (13 or 10)), .. "\r\n"u8],
        ["8-bit noise in lines"] = Noise,
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Mail_data_of_any_kind_reaches_the_backend_unchanged(string kind)
    {
        var mail = Made[kind]();
        using var client = await InMailData();
        await client.SendBytes(mail);
        await client.SendBytes(".\r\n");
        await client.Expect("250 2.0.0 Ok: queued as");
        var wire = (await peers.Recorder.MessageFor(_recipient)).Wire;
        Assert.Equal(mail.Length, wire.Length);
        Assert.Equal(Text.Hash(mail), Text.Hash(wire));
    }

    [Fact]
    public async Task Fifty_megabytes_go_through_in_little_memory()
    {
        var mail = new byte[50_000_000];
        Array.Fill(mail, (byte)'x');
        for (var end = 78; end < mail.Length; end += 80)
            "\r\n"u8.CopyTo(mail.AsSpan(end));
        using var client = await InMailData();
        var before = peers.Program.ResidentMebibytes();
        var most = before;
        for (var at = 0; at < mail.Length; at += 2_500_000)
        {
            await client.SendBytes(mail.AsMemory(at, 2_500_000));
            most = Math.Max(most, peers.Program.ResidentMebibytes());
        }

        await client.SendBytes(".\r\n");
        await client.Expect("250 2.0.0 Ok: queued as");
        Assert.Equal(Text.Hash(mail), Text.Hash((await peers.Recorder.MessageFor(_recipient)).Wire));
        // Chunks become garbage faster than it is collected, but the message must not be in memory several times.
        Assert.InRange(most - before, int.MinValue, 120);
    }

    [Fact]
    public async Task Twenty_megabytes_of_bare_newlines_are_rewritten_in_little_memory()
    {
        var mail = Text.Bytes(string.Concat(Enumerable.Repeat(".\n\r.\r\n.\nx", 1_000_000))[..^1] + "\r\n");
        using var client = await InMailData();
        var before = peers.Program.ResidentMebibytes();
        await client.SendBytes(mail);
        await client.SendBytes(".\r\n");
        await client.Expect("250 2.0.0 Ok: queued as");
        Assert.False((await peers.Recorder.MessageFor(_recipient)).HasBareNewline);
        Assert.InRange(peers.Program.ResidentMebibytes() - before, int.MinValue, 120);
    }

    private async Task<SmtpClientSocket> InMailData()
    {
        var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say($"RCPT TO:<{_recipient}>", "250");
        await client.Say("DATA", "354");
        return client;
    }

    private static byte[] Lines(int length, int count) => Text.Bytes(string.Concat(Enumerable.Repeat(new string('x', length) + "\r\n", count)));

    private static byte[] Noise()
    {
        var noise = new byte[2 * Megabyte];
        new Random(20071106).NextBytes(noise);
        for (var i = 0; i < noise.Length; i++)
        {
            if (noise[i] is (byte)'\r' or (byte)'\n' or (byte)'.')
                noise[i] = (byte)'n';
        }

        for (var end = 70; end + 2 < noise.Length; end += 1 + noise[end] + 2)
            "\r\n"u8.CopyTo(noise.AsSpan(end));
        "\r\n"u8.CopyTo(noise.AsSpan(noise.Length - 2));
        return noise;
    }

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
