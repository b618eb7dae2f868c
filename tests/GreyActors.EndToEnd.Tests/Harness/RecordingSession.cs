using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>One session of a <see cref="RecordingMailServer"/>.</summary>
internal sealed class RecordingSession(
    Socket socket,
    IReadOnlyList<string> extensions,
    string endOfDataReply,
    Func<string, string?>? fates,
    ConcurrentDictionary<Stage, Misbehaviour> misbehaviours,
    ConcurrentQueue<string> commands,
    ConcurrentQueue<ReceivedMessage> delivered)
{
    private const string Name = "real.example.test";

    private readonly WireReader _reader = new(socket);
    private readonly List<string> _recipients = [];
    private string _hello = "";
    private string? _mail;

    /// <summary>Serves until QUIT, a misbehaviour that ends it, or the client's leaving.</summary>
    public async Task Run(CancellationToken stop)
    {
        using var _ = socket;
        socket.NoDelay = true;
        try
        {
            var open = await Reply(Stage.Banner, $"220 {Name} ESMTP", stop) is not null;
            while (open && await _reader.ReadLine(stop) is { } line)
            {
                commands.Enqueue(line);
                open = await Answer(line, stop);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side, or the end of the test, broke it off.
        }
    }

    private async Task<bool> Answer(string line, CancellationToken stop)
    {
        switch (line.Split(' ')[0].ToUpperInvariant())
        {
            case "EHLO" or "HELO" when fates is not null:
                return await Send("500 5.5.2 Error: this is LMTP", stop);
            case "LHLO" when fates is not null:
            case "EHLO":
                Forget();
                _hello = line;
                return await Reply(Stage.Hello, Lines([Name, .. extensions]), stop) is not null;
            case "HELO":
                Forget();
                _hello = line;
                return await Reply(Stage.Hello, $"250 {Name}", stop) is not null;
            case "STARTTLS":
                return await Reply(Stage.StartTls, "454 4.7.0 TLS not available", stop) is not null;
            case "MAIL":
                var mailReply = await Reply(Stage.Mail, "250 2.1.0 Ok", stop);
                _mail = IsPositive(mailReply) ? line : null;
                return mailReply is not null;
            case "RCPT" when _mail is not null:
                var recipientReply = await Reply(Stage.Recipient, "250 2.1.5 Ok", stop);
                if (IsPositive(recipientReply))
                    _recipients.Add(line);
                return recipientReply is not null;
            case "DATA" when _recipients.Count > 0:
                var dataReply = await Reply(Stage.Data, "354 End data with <CR><LF>.<CR><LF>", stop);
                return dataReply is not null && (dataReply[0] != '3' || await TakeMailData(stop));
            case "RCPT" or "DATA":
                return await Send("503 5.5.1 Error: out of order", stop);
            case "RSET":
                Forget();
                return await Send("250 2.0.0 Ok", stop);
            case "NOOP":
                return await Send("250 2.0.0 Ok", stop);
            case "QUIT":
                await Send("221 2.0.0 Bye", stop);
                return false;
            default:
                return await Send("500 5.5.2 Error: command not recognized", stop);
        }
    }

    private async Task<bool> TakeMailData(CancellationToken stop)
    {
        if (misbehaviours.GetValueOrDefault(Stage.Content) is Misbehaviour.Hold hold)
            await hold.Released.WaitAsync(stop);
        if (misbehaviours.GetValueOrDefault(Stage.Content) is Misbehaviour.Answer early)
            await Send(early.Text, stop);

        int? atMost = misbehaviours.GetValueOrDefault(Stage.Content) switch
        {
            Misbehaviour.Close close => close.After,
            Misbehaviour.Reset reset => reset.After,
            _ => null,
        };
        if (await _reader.ReadMailData(atMost, stop) is not { } wire)
        {
            if (misbehaviours.GetValueOrDefault(Stage.Content) is Misbehaviour.Reset)
                socket.Close(0);

            return false;
        }

        var message = new ReceivedMessage(_hello, _mail!, [.. _recipients], wire);
        Forget();
        if (fates is not null)
            return await TellFates(message, fates, stop);

        var reply = await Reply(Stage.EndOfData, $"{endOfDataReply} {Guid.NewGuid():N}", stop, beforeSending: said =>
        {
            if (IsPositive(said))
                delivered.Enqueue(message);
        });
        return reply is not null;
    }

    // LMTP: a reply for each recipient (RFC 2033 4.2).
    private async Task<bool> TellFates(ReceivedMessage message, Func<string, string?> fateOf, CancellationToken stop)
    {
        foreach (var recipient in message.Recipients)
        {
            if (fateOf(recipient) is not { } fate)
                return false;

            var said = fate.Length > 0 ? fate : $"{endOfDataReply} {Guid.NewGuid():N}";
            if (IsPositive(said))
                delivered.Enqueue(message with { Recipients = [recipient] });

            await Send(said, stop);
        }

        return true;
    }

    /// <summary>What was said; null when the session is over instead.</summary>
    private async Task<string?> Reply(Stage stage, string rightAnswer, CancellationToken stop, Action<string>? beforeSending = null)
    {
        var how = misbehaviours.GetValueOrDefault(stage);
        var said = how is Misbehaviour.Answer answer ? answer.Text : rightAnswer;
        switch (how)
        {
            case Misbehaviour.Silence:
                await Listen(stop);
                return null;
            case Misbehaviour.Unfinished unfinished:
                await SendAll(unfinished.Text, stop);
                await Listen(stop);
                return null;
            case Misbehaviour.Derail derail:
                await Send(derail.Text, stop);
                await socket.ReceiveAsync(new byte[1024], stop);
                await SendAll(derail.Then, stop);
                return null;
            case Misbehaviour.Flood flood:
                while (true)
                    await Send(flood.Line, stop);
            case Misbehaviour.Close:
                return null;
            case Misbehaviour.Reset:
                socket.Close(0);
                return null;
            case Misbehaviour.Hold hold:
                await hold.Released.WaitAsync(stop);
                break;
            case Misbehaviour.Drip drip:
                beforeSending?.Invoke(said);
                await SendSlowly(said, drip.Pause, stop);
                return said;
        }

        beforeSending?.Invoke(said);
        await Send(said, stop);
        return said;
    }

    private async Task Listen(CancellationToken stop)
    {
        while (await _reader.ReadLine(stop) is { } line)
            commands.Enqueue(line);
    }

    private async Task<bool> Send(string text, CancellationToken stop)
    {
        await SendAll(text + "\r\n", stop);
        return true;
    }

    private async Task SendAll(string text, CancellationToken stop)
    {
        ReadOnlyMemory<byte> rest = Encoding.Latin1.GetBytes(text);
        while (rest.Length > 0)
            rest = rest[await socket.SendAsync(rest, stop)..];
    }

    private async Task SendSlowly(string text, TimeSpan pause, CancellationToken stop)
    {
        foreach (var octet in Encoding.Latin1.GetBytes(text + "\r\n"))
        {
            await Task.Delay(pause, stop);
            await socket.SendAsync(new[] { octet }, stop);
        }
    }

    private void Forget()
    {
        _mail = null;
        _recipients.Clear();
    }

    private static bool IsPositive(string? reply) => reply?.StartsWith('2') == true;

    private static string Lines(IReadOnlyList<string> lines) =>
        string.Join("\r\n", lines.Select((line, i) => i == lines.Count - 1 ? $"250 {line}" : $"250-{line}"));
}
