using System.Net;
using System.Net.Sockets;

namespace GreyActors.Benchmarks;

/// <summary>A backend that takes everything and keeps nothing; while it is held it reads no mail data.</summary>
internal sealed class Sink : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public Sink()
    {
        _listener.Start(backlog: 1024);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Hold() => _open.Reset();

    public void Release() => _open.Set();

    public void Dispose()
    {
        _listener.Stop();
        _open.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = _listener.AcceptSocket();
                new Thread(() => Serve(socket)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Stopped.
        }
    }

    private void Serve(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[256 * 1024];
            var length = 0;
            try
            {
                socket.Send("220 sink ESMTP\r\n"u8);
                for (int read; (read = socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None)) > 0;)
                {
                    length += read;
                    while (buffer.AsSpan(0, length).IndexOf("\r\n"u8) is >= 0 and var end)
                    {
                        var isData = Answer(socket, buffer.AsSpan(0, end));
                        length -= end + 2;
                        buffer.AsSpan(end + 2, length).CopyTo(buffer);
                        if (isData)
                            SwallowMailData(socket, buffer);
                    }
                }
            }
            catch (SocketException)
            {
                // The other side has closed the connection.
            }
        }
    }

    private static bool Answer(Socket socket, ReadOnlySpan<byte> line)
    {
        var isData = line.SequenceEqual("DATA"u8);
        socket.Send(line.StartsWith("EHLO"u8) ? "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 0\r\n"u8
            : line.StartsWith("QUIT"u8) ? "221 bye\r\n"u8
            : isData ? "354 go on\r\n"u8
            : "250 ok\r\n"u8);
        return isData;
    }

    // A client that waits for 354 sends nothing before it, and nothing after the end of mail data before the reply.
    private void SwallowMailData(Socket socket, byte[] buffer)
    {
        Span<byte> tail = stackalloc byte[5];
        do
        {
            _open.Wait();
            var read = socket.Receive(buffer);
            if (read == 0)
                return;
            if (read >= tail.Length)
            {
                buffer.AsSpan(read - tail.Length, tail.Length).CopyTo(tail);
            }
            else
            {
                tail[read..].CopyTo(tail);
                buffer.AsSpan(0, read).CopyTo(tail[^read..]);
            }
        }
        while (!tail.SequenceEqual("\r\n.\r\n"u8));
        socket.Send("250 ok\r\n"u8);
    }
}
