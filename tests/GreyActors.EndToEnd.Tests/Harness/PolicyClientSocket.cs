using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A client of a policy server, such as Postfix's smtpd.</summary>
public sealed class PolicyClientSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _reader;

    private PolicyClientSocket(Socket socket) => (_socket, _reader) = (socket, new StreamReader(new NetworkStream(socket), Encoding.UTF8));

    /// <summary>Connects to a port of 127.0.0.1.</summary>
    public static Task<PolicyClientSocket> Connect(int port) => Connect(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>Connects.</summary>
    public static async Task<PolicyClientSocket> Connect(EndPoint endpoint)
    {
        var socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint);
            return new PolicyClientSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The attributes of a request at RCPT.</summary>
    public static string AtRcpt(string client, string sender, string recipient, string more = "") =>
        $"request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\nhelo_name=client.example.org\nclient_address={client}\nclient_name=unknown\n"
        + $"sender={sender}\nrecipient={recipient}\nrecipient_count=0\nqueue_id=\ninstance={Guid.NewGuid():N}\nsize=1000\n{more}";

    /// <summary>Sends a request and returns the action in the answer: <c>DUNNO</c>.</summary>
    public async Task<string> Ask(string attributes)
    {
        await _socket.SendAsync(Encoding.UTF8.GetBytes(attributes + "\n"));
        using var bound = new CancellationTokenSource(Eventually.Patience);
        var line = await _reader.ReadLineAsync(bound.Token) ?? throw new IOException("The connection ended instead of an answer");
        var end = await _reader.ReadLineAsync(bound.Token);
        return line.StartsWith("action=", StringComparison.Ordinal) && end == ""
            ? line["action=".Length..]
            : throw new FormatException($"Not an answer: '{line}', '{end}'");
    }

    /// <summary>The same at RCPT.</summary>
    public Task<string> Ask(string client, string sender, string recipient, string more = "") => Ask(AtRcpt(client, sender, recipient, more));

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _socket.Dispose();
    }
}
