using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>Single attempts of one client.</summary>
public static class Attempts
{
    /// <summary>The reply of on-store-failure = defer.</summary>
    public const string StoreFailure = "451 4.3.0";

    /// <summary>The reply to a triplet that has to wait.</summary>
    public const string Deferred = "451 4.7.1";

    // Seconds after a failure of the whole store, the longest back-off (30 s) after that of a partition; the rest is for busy machines.
    private static readonly TimeSpan HealsWithin = TimeSpan.FromSeconds(150);

    /// <summary>The reply to one recipient.</summary>
    public static async Task<string> Attempt(this GreyActorsProcess program, string recipient)
    {
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        return (await client.Say($"RCPT TO:<{recipient}@example.test>")).Text;
    }

    /// <summary>The first reply of the greylist to a recipient: a program that has just started listens before its partitions have recovered.</summary>
    public static Task<string> Verdict(this GreyActorsProcess program, string recipient) => Eventually.Find(
        "the greylist decides",
        async () => await program.Attempt(recipient) is var answer && !answer.StartsWith(StoreFailure, StringComparison.Ordinal) ? answer : null);

    /// <summary>Makes a triplet pass.</summary>
    public static Task Pass(this GreyActorsProcess program, string recipient) => Eventually.Holds(
        $"{recipient} passes", async () => (await program.Attempt(recipient)).StartsWith("250", StringComparison.Ordinal));

    /// <summary>Waits until a check of <c>/readyz</c> fails, and returns why.</summary>
    public static Task<string> FailsCheck(this GreyActorsProcess program, string check) => Eventually.Find(
        $"/readyz says that {check} fails", async () => (await program.NotReady()).GetValueOrDefault(check));

    /// <summary>Waits until new triplets are deferred by the greylist and not by its failure.</summary>
    public static async Task JudgesAgain(this GreyActorsProcess program, string newcomers)
    {
        var tried = 0;
        // Each attempt has a new triplet in another partition.
        await Eventually.Holds("the greylist judges again", async () =>
        {
            for (var i = 0; i < 16; i++)
            {
                if (!(await program.Attempt($"{newcomers}{tried++}")).StartsWith(Deferred, StringComparison.Ordinal))
                    return false;
            }

            return true;
        }, HealsWithin);
        await Eventually.Holds("the program is ready", async () => (await program.NotReady()).Count == 0, HealsWithin);
    }
}
