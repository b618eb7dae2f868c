using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.Demo;

/// <summary>The backend of the demo: accepts every mail and discards it.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _accepted;

    /// <summary>Starts to listen.</summary>
    public MailSink()
    {
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>The address.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>The number of accepted mails.</summary>
    public int Accepted => _accepted;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (OperationCanceledException)
        {
            // The demo is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            using (client)
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
                await Converse(reader, writer);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // A relay may close at any time.
        }
    }

    private async Task Converse(StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("220 sink.example ESMTP");
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await writer.WriteLineAsync("250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 End data with <CR><LF>.<CR><LF>");
                    while (await reader.ReadLineAsync(_end.Token) is { } text && text != ".")
                    {
                    }

                    await writer.WriteLineAsync($"250 2.0.0 Ok: accepted as {Interlocked.Increment(ref _accepted)}");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 2.0.0 Bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 2.0.0 Ok");
                    break;
            }
        }
    }
}
