using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.Demo;

/// <summary>Sends one mail of a sender, with a PROXY header (version 1) that contains its address.</summary>
internal sealed class OutsideClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient _connection = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _pause;

    private OutsideClient(TimeProvider time, TimeSpan pause)
    {
        _time = time;
        _pause = pause;
    }

    /// <summary>Makes one attempt; returns the outcome and the last reply.</summary>
    public static async Task<(Ending Ending, string Reply)> Attempt(
        IPEndPoint listener, DemoSender sender, int attempt, TimeProvider time, CancellationToken cancelled)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        bounded.CancelAfter(Patience);
        using var client = new OutsideClient(time, sender.Pause);
        try
        {
            await client._connection.ConnectAsync(listener, bounded.Token);
            return await client.Converse(sender, sender.Addresses[(attempt - 1) % sender.Addresses.Length], bounded.Token);
        }
        catch (Exception failed) when (failed is IOException or SocketException || (failed is OperationCanceledException && !cancelled.IsCancellationRequested))
        {
            return (Ending.CutOff, failed.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private async Task<(Ending Ending, string Reply)> Converse(DemoSender sender, string address, CancellationToken cancelled)
    {
        using var stream = _connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        string[] lines =
        [
            $"PROXY TCP4 {address} 192.0.2.25 40000 25",
            $"EHLO {sender.Helo}",
            $"MAIL FROM:<{sender.From}>",
            $"RCPT TO:<{sender.To}>",
            "DATA",
            Message(sender),
        ];
        var reply = "";
        foreach (var line in lines)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n"), cancelled);
            reply = await Reply(reader, cancelled);
            if (reply[0] is not ('2' or '3'))
                break;
            await Task.Delay(_pause, _time, cancelled);
        }

        await stream.WriteAsync("QUIT\r\n"u8.ToArray(), cancelled);
        return (reply[0] switch { '2' => Ending.Delivered, '4' => Ending.Deferred, _ => Ending.Refused }, reply);
    }

    private string Message(DemoSender sender) => string.Join("\r\n",
    [
        $"Date: {_time.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture)}",
        $"From: <{sender.From}>",
        $"To: <{sender.To}>",
        $"Subject: {sender.Reason}",
        "",
        "Hello!",
        ".",
    ]);

    // The last line of a reply (RFC 5321 4.2.1).
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
