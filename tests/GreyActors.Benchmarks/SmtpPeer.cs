using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.Benchmarks;

/// <summary>A client that costs as little as a client can: blocking, NoDelay, one write a step; it waits for each reply.</summary>
internal sealed class SmtpPeer : IDisposable
{
    private static readonly byte[] Mail = "MAIL FROM:<a@example.net>\r\n"u8.ToArray();
    private static readonly byte[] Rcpt = "RCPT TO:<b@example.com>\r\n"u8.ToArray();
    private static readonly byte[] Data = "DATA\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _replies = new byte[4096];

    /// <summary>Connects, is greeted and says EHLO.</summary>
    public SmtpPeer(int port)
    {
        try
        {
            _socket.Connect(IPAddress.Loopback, port);
            Expect("220");
            Say("EHLO client.example.org\r\n"u8.ToArray(), "250");
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether somebody listens there, and greets.</summary>
    public static bool IsGreetedAt(int port)
    {
        try
        {
            using var peer = new SmtpPeer(port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Mail data of that size with its end, in lines of 76 octets.</summary>
    public static byte[] MailData(int size)
    {
        var data = new byte[size];
        data.AsSpan().Fill((byte)'x');
        for (var at = 74; at + 1 < size; at += 76)
            "\r\n"u8.CopyTo(data.AsSpan(at));
        "\r\n.\r\n"u8.CopyTo(data.AsSpan(size - 5));
        return data;
    }

    /// <summary>A whole transaction; true when it heard 250 at its end.</summary>
    public void Send(byte[] mailData)
    {
        Begin();
        Stream(mailData);
    }

    /// <summary>Up to the 354.</summary>
    public void Begin()
    {
        Say(Mail, "250");
        Say(Rcpt, "250");
        Say(Data, "354");
    }

    /// <summary>The mail data; returns behind the 250.</summary>
    public void Stream(byte[] mailData, Action<int>? sent = null)
    {
        const int AtOnce = 256 * 1024;
        for (var at = 0; at < mailData.Length; at += AtOnce)
        {
            var piece = Math.Min(AtOnce, mailData.Length - at);
            _socket.Send(mailData, at, piece, SocketFlags.None);
            sent?.Invoke(piece);
        }

        Expect("250");
    }

    /// <summary>A mail that is deferred at its recipient.</summary>
    public void BeDeferred(string reversePath, string forwardPath)
    {
        Say(Encoding.ASCII.GetBytes($"MAIL FROM:<{reversePath}>\r\n"), "250");
        Say(Encoding.ASCII.GetBytes($"RCPT TO:<{forwardPath}>\r\n"), "451");
        Say("RSET\r\n"u8.ToArray(), "250");
    }

    public void Quit() => Say("QUIT\r\n"u8.ToArray(), "221");

    public void Dispose() => _socket.Dispose();

    private void Say(byte[] line, string reply)
    {
        _socket.Send(line);
        Expect(reply);
    }

    private void Expect(string code)
    {
        var length = 0;
        do
        {
            var read = _socket.Receive(_replies, length, _replies.Length - length, SocketFlags.None);
            length += read > 0 ? read : throw new IOException("the server closed");
        }
        while (!IsWhole(_replies.AsSpan(0, length)));
        var text = Encoding.Latin1.GetString(_replies, 0, length);
        if (!text.StartsWith(code, StringComparison.Ordinal))
            throw new IOException($"expected {code}, heard {text}");
    }

    private static bool IsWhole(ReadOnlySpan<byte> reply)
    {
        if (reply is not [.., (byte)'\n'])
            return false;
        var last = reply[..^1].LastIndexOf((byte)'\n') + 1;
        return reply.Length > last + 3 && reply[last + 3] == ' ';
    }
}
