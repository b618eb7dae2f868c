using System.Globalization;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>A session is the same at any packet boundary (RFC 5321 2.3.8).</summary>
public sealed class CutTests(CutTests.Peers peers) : IClassFixture<CutTests.Peers>
{
    private const string Envelope = "MAIL FROM:<a@example.net> SIZE=100\r\nRCPT TO:<cut000@example.test>\r\nDATA\r\n";
    private const string Mail = "x\r\n..\r\n.y\r\n\r\n.\r\nRSET\r\nMAIL FROM:<>\r\nRSET\r\n";

    [Fact]
    public async Task Sessions_split_at_every_byte_have_the_same_replies()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, Envelope.Length).Select(_ => peers.AllowedClient()));
        // All first halves are sent before the second ones, so each is read before its rest arrives.
        await Each(clients, (client, i) => client.SendBytes(EnvelopeFor(i)[..i]));
        await Each(clients, (client, i) => client.SendBytes(EnvelopeFor(i)[i..]));
        await Each(clients, client => client.Play("""
            S: 250
            S: 250
            S: 354
            """));
        await Each(clients, (client, i) => client.SendBytes(Mail[..(i % Mail.Length)]));
        await Each(clients, (client, i) => client.SendBytes(Mail[(i % Mail.Length)..]));
        await Each(clients, client => client.Play("""
            S: 250 2.0.0 Ok: queued as
            S: 250
            S: 250
            S: 250
            """));
        for (var i = 0; i < clients.Length; i++)
        {
            clients[i].Dispose();
            Assert.Equal("x\r\n..\r\n.y\r\n\r\n", Text.Of((await peers.Recorder.MessageFor(Recipient(i))).Wire));
        }
    }

    [Fact]
    public async Task The_end_of_mail_data_is_found_in_packets_of_one_byte()
    {
        var clients = await Task.WhenAll(Enumerable.Range(200, 40).Select(async i =>
        {
            var client = await peers.AllowedClient();
            await client.SendBytes(EnvelopeFor(i));
            await client.Play("""
                S: 250
                S: 250
                S: 354
                """);
            return client;
        }));
        // In turn: between two bytes of one session, each other session sends a byte.
        foreach (var octet in "text\r\n.\r\nNOOP\r\n")
            await Each(clients, client => client.SendBytes(octet.ToString()));
        await Each(clients, client => client.Play("""
            S: 250 2.0.0 Ok: queued as
            S: 250
            """));
        foreach (var client in clients)
            client.Dispose();
    }

    private static string Recipient(int i) => string.Create(CultureInfo.InvariantCulture, $"cut{i:000}@example.test");

    private static string EnvelopeFor(int i) => Envelope.Replace("cut000@example.test", Recipient(i), StringComparison.Ordinal);

    private static Task Each(SmtpClientSocket[] clients, Func<SmtpClientSocket, Task> act) => Each(clients, (client, _) => act(client));

    private static async Task Each(SmtpClientSocket[] clients, Func<SmtpClientSocket, int, Task> act)
    {
        for (var i = 0; i < clients.Length; i++)
            await act(clients[i], i);
    }

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
