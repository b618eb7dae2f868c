using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>An SMTP client that sends exactly the given bytes, one by one if needed.</summary>
public sealed class SmtpClientSocket : IDisposable
{
    private const int SendAtMost = 64 * 1024;

    private readonly Socket _socket;
    private WireReader _reader;
    private SslStream? _tls;
    private long _sent;

    private SmtpClientSocket(Socket socket)
    {
        _socket = socket;
        _reader = new WireReader(socket);
    }

    /// <summary>How long it waits for a reply.</summary>
    public TimeSpan Patience { get; set; } = Eventually.Patience;

    /// <summary>Bytes that the system has taken from us.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Connects from an address of the loopback network, so that clients differ, or from ::1 to ::1.</summary>
    public static async Task<SmtpClientSocket> Connect(int port, string from = "127.0.0.1")
    {
        var address = IPAddress.Parse(from);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(address, 0));
            await socket.ConnectAsync(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, port);
            return new SmtpClientSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects in a network.</summary>
    public static async Task<SmtpClientSocket> Connect(MachineNetwork network, int port, CancellationToken stop = default) =>
        new(await network.Connect(port, stop));

    /// <summary>Connects, is greeted and says EHLO.</summary>
    public static async Task<SmtpClientSocket> Greeted(int port, string from = "127.0.0.1")
    {
        var client = await Connect(port, from);
        await client.Expect("220 ");
        await client.Say("EHLO client.example.org", "250");
        return client;
    }

    /// <summary>Says STARTTLS, and is inside TLS then; EHLO comes next.</summary>
    public async Task StartTls()
    {
        await Say("STARTTLS", "220 2.0.0 ");
        await Secure();
    }

    /// <summary>Begins a TLS handshake, taking any certificate, and returns it.</summary>
    public async Task<X509Certificate> Secure(string host = "mx.example.test")
    {
        using var bound = new CancellationTokenSource(Eventually.Patience);
        var tls = new SslStream(new NetworkStream(_socket));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = host,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            },
            bound.Token);
        _reader = new WireReader(tls.ReadAsync);
        _tls = tls;
        return tls.RemoteCertificate!;
    }

    /// <summary>Sends a line and its CRLF.</summary>
    public Task Send(string line) => SendBytes(Text.Bytes(line + "\r\n"));

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendBytes(ReadOnlyMemory<byte> bytes)
    {
        using var bound = new CancellationTokenSource(Patience);
        while (bytes.Length > 0)
        {
            var taken = await SendSome(bytes[..Math.Min(bytes.Length, SendAtMost)], bound.Token);
            bytes = bytes[taken..];
            Interlocked.Add(ref _sent, taken);
        }
    }

    /// <summary>Sends bytes as they are.</summary>
    public Task SendBytes(string latin1) => SendBytes(Text.Bytes(latin1));

    /// <summary>The next reply; null when the connection ended instead.</summary>
    public async Task<SmtpReply?> ReplyOrEnd()
    {
        using var bound = new CancellationTokenSource(Patience);
        var lines = new List<string>();
        try
        {
            while (await _reader.ReadLine(bound.Token) is { } line)
            {
                lines.Add(line);
                if (line.Length < 4 || line[3] != '-')
                    return new SmtpReply(lines);
            }
        }
        catch (Exception e) when (e.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted })
        {
        }

        return null;
    }

    /// <summary>The next reply.</summary>
    public async Task<SmtpReply> Reply() => await ReplyOrEnd() ?? throw new IOException("The connection ended where a reply was awaited");

    /// <summary>The next reply, which must begin with <paramref name="prefix"/>.</summary>
    public async Task<SmtpReply> Expect(string prefix)
    {
        var reply = await Reply();
        Assert.StartsWith(prefix, reply.Text, StringComparison.Ordinal);
        return reply;
    }

    /// <summary>Sends a line and returns the reply to it.</summary>
    public async Task<SmtpReply> Say(string line)
    {
        await Send(line);
        return await Reply();
    }

    /// <summary>Sends a line; the reply must begin with <paramref name="prefix"/>.</summary>
    public async Task<SmtpReply> Say(string line, string prefix)
    {
        await Send(line);
        return await Expect(prefix);
    }

    /// <summary>Plays a dialogue: <c>C: line</c> is sent, <c>S: prefix</c> is what the next reply must begin with.</summary>
    public async Task Play(string dialogue)
    {
        foreach (var line in dialogue.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("C: ", StringComparison.Ordinal))
                await Send(line[3..]);
            else
                await Expect(line[3..]);
        }
    }

    /// <summary>A whole mail transaction, in which everything is accepted up to the final dot; returns the reply to that.</summary>
    /// <param name="mailData">With its last CRLF, dots stuffed, without the final dot.</param>
    public async Task<SmtpReply> Deliver(string reversePath, string forwardPath, string mailData)
    {
        await Say($"MAIL FROM:<{reversePath}>", "250");
        await Say($"RCPT TO:<{forwardPath}>", "250");
        await Say("DATA", "354");
        await SendBytes(mailData + ".\r\n");
        return await Reply();
    }

    /// <summary>The next reply must begin with <paramref name="prefix"/>, and be the last.</summary>
    public async Task ExpectLast(string prefix)
    {
        await Expect(prefix);
        await ExpectEnd();
    }

    /// <summary>The server must end the connection, and say nothing more before.</summary>
    public async Task ExpectEnd() => Assert.Null(await ReplyOrEnd());

    /// <summary>Says nothing more, but still listens (FIN).</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection off (RST).</summary>
    public void Reset() => _socket.Close(0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _tls?.Dispose();
        _socket.Dispose();
    }

    private async ValueTask<int> SendSome(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        if (_tls is null)
            return await _socket.SendAsync(bytes, stop);
        await _tls.WriteAsync(bytes, stop);
        return bytes.Length;
    }
}
