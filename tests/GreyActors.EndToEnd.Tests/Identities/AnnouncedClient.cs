using System.Net;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>SMTP clients with public addresses, which a load balancer would announce (PROXY protocol, version 1).</summary>
public static class AnnouncedClient
{
    /// <summary>A listener that accepts the addresses that the clients announce.</summary>
    public static GreyActorsConfiguration WithAnnouncedClients(this GreyActorsConfiguration configuration, out int port)
    {
        port = FreePort.Next();
        return configuration with
        {
            MoreListeners = [$"{{ address = \"127.0.0.1\", port = {port}, proxy-protocol = on, trusted-proxies = [\"127.0.0.0/8\"] }}"],
        };
    }

    /// <summary>The program asks this name server.</summary>
    public static GreyActorsConfiguration WithResolver(this GreyActorsConfiguration configuration, IPEndPoint resolver) =>
        configuration.With("reputation.dns", "on").With("reputation.resolvers", $"[\"{resolver}\"]");

    /// <summary>Connects, announces its address, and reads the banner.</summary>
    public static async Task<SmtpClientSocket> Connect(int port, string address)
    {
        var client = await SmtpClientSocket.Connect(port);
        await client.Send(IPAddress.Parse(address).AddressFamily == AddressFamily.InterNetwork
            ? $"PROXY TCP4 {address} 198.51.100.1 4711 25"
            : $"PROXY TCP6 {address} 2001:db8:ffff::1 4711 25");
        await client.Expect("220 ");
        return client;
    }

    /// <summary>Connects, announces its address, and says EHLO and MAIL.</summary>
    public static async Task<SmtpClientSocket> Begin(int port, string address, string helo, string from)
    {
        var client = await Connect(port, address);
        await client.Say($"EHLO {helo}", "250");
        await client.Say($"MAIL FROM:<{from}>", "250");
        return client;
    }

    /// <summary>One attempt to send a mail; returns the reply to RCPT, or to DATA for the null reverse-path, which is deferred there.</summary>
    public static async Task<string> Attempt(int port, string address, string helo, string from, string to)
    {
        using var client = await Begin(port, address, helo, from);
        var reply = await client.Say($"RCPT TO:<{to}>");
        if (from.Length == 0)
            reply = await client.Say("DATA");
        if (reply.Code != 354)
            await client.Say("QUIT", "221");
        return reply.Text;
    }
}
