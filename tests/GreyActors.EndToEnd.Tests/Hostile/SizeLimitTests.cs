using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Lengths of RFC 5321 4.5.3.1, each at its limit and one byte beyond; and endless lines.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class SizeLimitTests(SizeLimitTests.Peers peers) : IClassFixture<SizeLimitTests.Peers>
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>Commands of an open transaction, and the code of the reply.</summary>
    public static TheoryData<string, int> Commands => new()
    {
        { "NOOP " + X(505), 250 },
        { "NOOP " + X(506), 500 },
        { "VRFY " + X(506), 500 },
        { X(510), 500 },
        { X(511), 500 },
        { $"RCPT TO:<{X(64)}@example.test>", 250 },
        { $"RCPT TO:<{X(65)}@example.test>", 250 },
        { $"RCPT TO:<\"{X(63)}\"@example.test>", 250 },
        { $"RCPT TO:<{X(64)}@{Domain(255)}>", 250 },
        { $"RCPT TO:<{X(1075)}@example.test>", 250 },
        { $"RCPT TO:<{X(1076)}@example.test>", 500 },
        { $"RCPT TO:{X(1077)}@example.test", 250 },
        { $"RCPT TO:{X(1078)}@example.test", 500 },
        { $"RCPT TO:<a@{Domain(256)}>", 501 },
        { $"RCPT TO:<a@{X(63)}.test>", 250 },
        { $"RCPT TO:<a@{X(64)}.test>", 501 },
        { $"RCPT TO:<@{Domain(200)},@{Domain(200)}:routed@example.test>", 250 },
        { $"RCPT TO:<a@example.test> ORCPT=rfc822;{X(493)}", 250 },
        { $"RCPT TO:<a@example.test> ORCPT=rfc822;{X(494)}", 501 },
        { $"RCPT TO:<a@example.test> NOTIFY={string.Join(",", Enumerable.Repeat("DELAY", 200))}", 500 },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_is_accepted_up_to_its_limit_and_refused_beyond_it_and_the_session_continues(string command, int code)
    {
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        Assert.Equal(code, (await client.Say(command)).Code);
        await client.Say("RCPT TO:<fine@example.test>", "250");
    }

    [Fact]
    public async Task A_greeting_with_a_name_longer_than_a_domain_is_refused()
    {
        using var client = await peers.Stranger();
        await client.Say("EHLO " + X(255), "250");
        await client.Say("EHLO " + X(256), "501");
    }

    [Theory]
    [InlineData(100 * 1024)]
    [InlineData(Megabyte)]
    public async Task A_line_of_a_megabyte_is_one_error_and_the_session_continues(int length)
    {
        using var client = await peers.Stranger();
        await client.SendBytes("RCPT TO:<" + X(length) + "@example.test>\r\n");
        await client.Expect("500 5.5.2");
        await client.Say("NOOP", "250");
    }

    [Fact]
    public async Task Endless_lines_of_many_clients_do_not_grow_memory()
    {
        var before = peers.Program.ResidentMebibytes();
        var clients = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => peers.Stranger()));
        var piece = new byte[Megabyte];
        Array.Fill(piece, (byte)'x');
        for (var megabyte = 0; megabyte < 24; megabyte++)
            await Task.WhenAll(clients.Select(client => client.SendBytes(piece)));

        Assert.InRange(peers.Program.ResidentMebibytes() - before, int.MinValue, 100);
        foreach (var client in clients)
        {
            await client.Say("", "500 5.5.2");
            await client.Say("NOOP", "250");
            client.Dispose();
        }
    }

    [Fact]
    public async Task Recipients_beyond_the_limit_of_a_transaction_get_452()
    {
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        for (var i = 0; i < 100; i++)
            await client.Say($"RCPT TO:<rcpt{i}@example.test>", "250");
        for (var i = 100; i < 150; i++)
            await client.Say($"RCPT TO:<rcpt{i}@example.test>", "452 4.5.3");
        await client.Say("DATA", "354");
        await client.SendBytes("to a hundred\r\n.\r\n");
        await client.Expect("250 2.0.0 Ok: queued as");
        Assert.Equal(100, (await peers.Recorder.MessageFor("rcpt0@example.test")).Recipients.Count);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused_by_its_declared_size_and_during_mail_data()
    {
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net> SIZE=2000001", "552 5.3.4");
        await client.Say("MAIL FROM:<a@example.net> SIZE=18446744073709551617", "552 5.3.4");
        await client.Say("MAIL FROM:<a@example.net> SIZE=2000000", "250");
        await client.Say("RCPT TO:<big@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes(string.Concat(Enumerable.Repeat(X(998) + "\r\n", 2_001)) + ".\r\n");
        await client.Expect("552 5.3.4");
        Assert.Equal(250, (await client.Deliver("a@example.net", "big@example.test", string.Concat(Enumerable.Repeat(X(998) + "\r\n", 2_000)))).Code);
        Assert.Equal(2_000_000, (await peers.Recorder.MessageFor("big@example.test")).Wire.Length);
    }

    private static string X(int length) => new('x', length);

    // Labels of 49 characters and a rest, served or not, because the client may relay.
    private static string Domain(int length) => string.Concat(Enumerable.Repeat(X(49) + ".", (length - 1) / 50)) + X(length - ((length - 1) / 50 * 50));

    /// <summary>A program with the lowest limits.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration
            .With("limits.max-recipients", "100")
            .With("limits.max-message-size", "2000000");
    }
}
