using GreyActors.EndToEnd.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace GreyActors.EndToEnd.Tests;

/// <summary>A backend that is killed during operation delays mail but loses none.</summary>
public sealed class RestartedMailServerTests(ITestOutputHelper output)
{
    private const int Mails = 1000;

    // The number of mails in the mailbox when the backend is killed.
    private static readonly int[] Ends = [50, 250, 450, 650];

    // Half a minute is enough on an idle machine. Postfix delays a message for a minute if two of its programs access it at once.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_backend_killed_and_restarted_loses_none_of_a_thousand_mails_from_Postfix()
    {
        using var receiver = PostfixInstance.Receiving();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(receiver.Port));
        using var sender = PostfixInstance.Sending(to: program.SmtpPort);
        var submitted = Task.Run(() => Command.Run(
            "smtp-source", "-N", "-m", $"{Mails}", "-s", "5", "-l", "4000", "-f", "a@example.net", "-t", "r@example.test", $"127.0.0.1:{sender.Port}"));

        foreach (var (end, i) in Ends.Select((end, i) => (end, i)))
        {
            await Eventually.Holds($"{end} mails in the mailbox", () => receiver.MailboxRecipients().Count >= end, Patience);
            var failed = Failures(program);
            if (i % 2 == 0)
                receiver.Kill9();
            else
                receiver.Stop();

            await Eventually.Holds("a mail that meets nobody", () => Failures(program) > failed + 5, Patience);
            receiver.Start();
        }

        Assert.Equal(0, (await submitted).ExitCode);
        await Eventually.Holds("all in the mailbox", () => receiver.MailboxRecipients().Distinct().Count() == Mails, Patience);

        Assert.DoesNotContain("status=bounced", sender.Log, StringComparison.Ordinal);
        var twice = receiver.MailboxRecipients().Count - Mails;
        output.WriteLine($"{Mails} mails, {Ends.Length} restarts: none missing, {twice} twice; {Failures(program)} met no backend");
        // Only mails in transit at the kill: twenty of one sender at a time (default_destination_concurrency_limit).
        Assert.InRange(twice, 0, Ends.Length * 20);
    }

    private static int Failures(GreyActorsProcess program) => program.GreylistLog().Count(line => line.Status == "FAILED");
}
