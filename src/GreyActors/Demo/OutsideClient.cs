using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.Demo;

/// <summary>Sends one mail as a performer does: through a PROXY header (version 1), which gives him his address.</summary>
internal sealed class OutsideClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient _connection = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _thinks;

    private OutsideClient(TimeProvider time, TimeSpan thinks)
    {
        _time = time;
        _thinks = thinks;
    }

    /// <summary>One attempt: how it ended, and the reply that decided.</summary>
    public static async Task<(Ending Ending, string Reply)> Attempt(
        IPEndPoint listener, Performer performer, int attempt, TimeProvider time, CancellationToken cancelled)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        bounded.CancelAfter(Patience);
        using var client = new OutsideClient(time, performer.Thinks);
        try
        {
            await client._connection.ConnectAsync(listener, bounded.Token);
            return await client.Converse(performer, performer.Addresses[(attempt - 1) % performer.Addresses.Length], bounded.Token);
        }
        catch (Exception failed) when (failed is IOException or SocketException || (failed is OperationCanceledException && !cancelled.IsCancellationRequested))
        {
            return (Ending.CutOff, failed.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private async Task<(Ending Ending, string Reply)> Converse(Performer performer, string address, CancellationToken cancelled)
    {
        using var stream = _connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        string[] lines =
        [
            $"PROXY TCP4 {address} 192.0.2.25 40000 25",
            $"EHLO {performer.Helo}",
            $"MAIL FROM:<{performer.From}>",
            $"RCPT TO:<{performer.To}>",
            "DATA",
            Message(performer),
        ];
        var reply = "";
        foreach (var line in lines)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n"), cancelled);
            reply = await Reply(reader, cancelled);
            if (reply[0] is not ('2' or '3'))
                break;
            await Task.Delay(_thinks, _time, cancelled);
        }

        await stream.WriteAsync("QUIT\r\n"u8.ToArray(), cancelled);
        return (reply[0] switch { '2' => Ending.Delivered, '4' => Ending.Deferred, _ => Ending.Refused }, reply);
    }

    private string Message(Performer performer) => string.Join("\r\n",
    [
        $"Date: {_time.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture)}",
        $"From: <{performer.From}>",
        $"To: <{performer.To}>",
        $"Subject: {performer.Reason}",
        "",
        "Hello!",
        ".",
    ]);

    // Of a reply of several lines the last, RFC 5321 4.2.1.
    private static async Task<string> Reply(StreamReader reader, CancellationToken cancelled)
    {
        while (true)
        {
            var line = await reader.ReadLineAsync(cancelled) ?? throw new IOException("the connection was closed");
            if (line.Length >= 3 && (line.Length == 3 || line[3] == ' '))
                return line;
        }
    }
}
