using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Policy;

/// <summary>The policy door on a UNIX socket.</summary>
public sealed class PolicySocketTests : IDisposable
{
    private const int Unavailable = 69;

    private readonly TemporaryFolder _folder = new("socket");

    private string Socket => _folder["policy"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Postfix_asks_at_a_UNIX_socket()
    {
        await using var program = await GreyActorsProcess.Start(Configuration());
        using var receiver = PostfixInstance.Asking($"unix:{Socket}");
        using var client = await SmtpClientSocket.Greeted(receiver.Port);

        await client.Say("MAIL FROM:<ann@example.net>", "250");
        await client.Say("RCPT TO:<bob@example.test>", "450 4.7.1");

        await Eventually.Holds("the recipient passes", async () => (await client.Say("RCPT TO:<bob@example.test>")).Code == 250);
        await Eventually.Holds("both decisions in the greylist log", () => program.GreylistLog().Select(line => line.Status).Distinct().SequenceEqual(["DEFERRED", "ACCEPTED"]));
    }

    [Fact]
    public async Task The_socket_of_a_killed_program_is_replaced_and_removed_at_the_end()
    {
        await using var program = await GreyActorsProcess.Start(Configuration());
        await program.Kill9();
        Assert.True(File.Exists(Socket));

        await program.Restart();
        using (var client = await PolicyClientSocket.Connect(new UnixDomainSocketEndPoint(Socket)))
            Assert.StartsWith("DEFER_IF_PERMIT", await client.Ask("192.0.2.1", "ann@example.net", "bob@example.test"), StringComparison.Ordinal);
        program.Signal("TERM");
        await program.ExitCode();

        Assert.False(File.Exists(Socket));
    }

    [Fact]
    public async Task The_socket_of_another_program_is_left_to_it()
    {
        await using var first = await GreyActorsProcess.Start(Configuration());

        await using var second = GreyActorsProcess.Launched(Configuration());

        Assert.Equal(Unavailable, await second.ExitCode());
        Assert.Contains(Socket, second.Output, StringComparison.Ordinal);
        using var client = await PolicyClientSocket.Connect(new UnixDomainSocketEndPoint(Socket));
        Assert.StartsWith("DEFER_IF_PERMIT", await client.Ask("192.0.2.1", "ann@example.net", "bob@example.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_another_kind_ends_the_program_and_stays()
    {
        await File.WriteAllTextAsync(Socket, "not a socket");

        await using var program = GreyActorsProcess.Launched(Configuration());

        Assert.Equal(Unavailable, await program.ExitCode());
        Assert.Contains(Socket, program.Output, StringComparison.Ordinal);
        Assert.Equal("not a socket", await File.ReadAllTextAsync(Socket));
    }

    // Postfix's smtpd runs as another user.
    private GreyActorsConfiguration Configuration() => GreyActorsConfiguration.Policy($"address = \"unix:{Socket}\", mode = \"0666\"");
}
