using System.Globalization;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>
/// A mail server with one triplet and some mails for it. It tries the machines in random order until one answers, as with MX records, and retries
/// after a random pause until the mail is acknowledged.
/// </summary>
public sealed class RetryingClient(int triplet, IReadOnlyList<ClusterMachine> machines, ClusterRecorder recorder, LoadShape shape)
{
    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(3);

    /// <summary>Runs until all mails are acknowledged (true) or the client must give up (false).</summary>
    public async Task<bool> Run(CancellationToken giveUp)
    {
        try
        {
            for (var number = 1; number <= shape.Mails; number++)
            {
                var mail = string.Create(CultureInfo.InvariantCulture, $"{triplet}-{number}");
                while (!await IsAcknowledged(mail, giveUp))
                    await Pause(giveUp);
                if (number < shape.Mails)
                    await Pause(giveUp);
            }

            return true;
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            return false;
        }
    }

    private Task Pause(CancellationToken giveUp) =>
        Task.Delay(shape.ShortestPause + (shape.LongestPause - shape.ShortestPause) * Random.Shared.NextDouble(), giveUp);

    // A machine that does not greet is skipped at once (RFC 5321 5.1).
    private async Task<bool> IsAcknowledged(string mail, CancellationToken giveUp)
    {
        var order = machines.ToArray();
        Random.Shared.Shuffle(order);
        foreach (var machine in order)
        {
            giveUp.ThrowIfCancellationRequested();
            if (await Greeted(machine) is not { } client)
                continue;

            using (client)
                return await Attempt(client, machine.Number) && await Transmit(client, machine.Number, mail);
        }

        return false;
    }

    private async Task<SmtpClientSocket?> Greeted(ClusterMachine machine)
    {
        var asked = recorder.Now;
        using var bound = new CancellationTokenSource(ConnectsWithin);
        SmtpClientSocket? client = null;
        var reply = "";
        try
        {
            client = await machine.Connect(bound.Token);
            client.Patience = shape.Patience;
            reply = (await client.Reply()).Text;
            if (reply.StartsWith("220", StringComparison.Ordinal))
                reply = (await client.Say("EHLO client.example.org")).Text;
            if (reply.StartsWith("250", StringComparison.Ordinal))
                reply = (await client.Say(string.Create(CultureInfo.InvariantCulture, $"MAIL FROM:<sender{triplet}@s{triplet}.example>"))).Text;
            if (reply.StartsWith("250", StringComparison.Ordinal))
                return client;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            reply = e.Message;
        }

        client?.Dispose();
        recorder.Note(new AttemptRecord(triplet, machine.Number, asked, recorder.Now, AttemptAnswer.NotAsked, reply));
        return null;
    }

    private async Task<bool> Attempt(SmtpClientSocket client, int machine)
    {
        var asked = recorder.Now;
        var reply = await ReplyTo(client, $"RCPT TO:<{StoreFailureLine.ForwardPath(triplet)}>\r\n");
        var answer = AnswerOf(reply);
        recorder.Note(new AttemptRecord(triplet, machine, asked, recorder.Now, answer, reply));
        return answer == AttemptAnswer.Passed;
    }

    private async Task<bool> Transmit(SmtpClientSocket client, int machine, string mail)
    {
        if (!(await ReplyTo(client, "DATA\r\n")).StartsWith("354", StringComparison.Ordinal))
            return false;

        var reply = await ReplyTo(client, $"{ClusterRecorder.NameLine(mail)}\r\n\r\nA mail of the cluster test.\r\n.\r\n");
        var answer = reply.Length == 0 ? MailAnswer.Lost
            : reply[0] == '2' ? MailAnswer.Acknowledged
            : reply[0] == '5' ? MailAnswer.Refused
            : MailAnswer.Postponed;
        recorder.Note(new MailRecord(mail, machine, recorder.Now, answer, reply));
        return answer is MailAnswer.Acknowledged or MailAnswer.Refused;
    }

    private static AttemptAnswer AnswerOf(string reply) =>
        reply.Length == 0 ? AttemptAnswer.Lost
        : reply[0] == '2' ? AttemptAnswer.Passed
        : reply[0] == '5' ? AttemptAnswer.Refused
        : reply.StartsWith(Store.Attempts.Deferred, StringComparison.Ordinal) ? AttemptAnswer.Deferred
        : reply.StartsWith(Store.Attempts.StoreFailure, StringComparison.Ordinal) ? AttemptAnswer.StoreFailure
        : AttemptAnswer.Postponed;

    // "" when none came.
    private static async Task<string> ReplyTo(SmtpClientSocket client, string lines)
    {
        try
        {
            await client.SendBytes(lines);
            return (await client.ReplyOrEnd())?.Text ?? "";
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return "";
        }
    }
}
