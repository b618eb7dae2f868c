using System.Numerics;
using System.Text;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;

namespace GreyActors.Core.Outcome;

/// <summary>A deferred mail that has not passed. Its texts are one array of bytes, because there are many of these.</summary>
/// <param name="Conversation">The hash of its two paths.</param>
/// <param name="First">The first deferral, in Unix milliseconds; <paramref name="Last"/> is the last attempt.</param>
/// <param name="Attempts">The number of attempts.</param>
/// <param name="Interval">The time between the last two attempts in milliseconds.</param>
/// <param name="Networks">A bit for each network that tried, by its hash.</param>
/// <param name="Rule">The rule of the last deferral.</param>
/// <param name="PassedAfter">The delay in milliseconds if the greylist let the mail pass and the backend failed; -1 if not.</param>
/// <param name="Text">The parts of <see cref="Mail"/> in UTF-8, separated by NUL.</param>
public readonly record struct WaitingMail(
    ulong Conversation, long First, long Last, int Attempts, long Interval, ulong Networks, RecipientRule Rule, long PassedAfter, ReadOnlyMemory<byte> Text)
{
    private const char Separator = '\0';

    /// <summary>The value of <see cref="PassedAfter"/> while the greylist defers the mail.</summary>
    public const long NotPassed = -1;

    /// <summary>The mail and its last client.</summary>
    public OutcomeMail Mail
    {
        get
        {
            var parts = Encoding.UTF8.GetString(Text.Span).Split(Separator);
            return parts.Length == 4 ? new OutcomeMail(parts[0], parts[1], parts[2], parts[3]) : new OutcomeMail("", "", "", "");
        }
    }

    /// <summary>The least number of networks that tried: two whose hashes are equal count as one.</summary>
    public int NetworkCount => BitOperations.PopCount(Networks);

    /// <summary>Whether the greylist has let the mail pass, and the backend failed.</summary>
    public bool HasPassed => PassedAfter != NotPassed;

    /// <summary>The first deferral of a mail.</summary>
    public static WaitingMail Of(in OutcomeDecision decision)
    {
        var at = decision.At.ToUnixTimeMilliseconds();
        return new WaitingMail(decision.Conversation, at, at, 1, 0, BitOf(decision.Identities[0].Text), decision.Rule, NotPassed, TextOf(decision.Mail));
    }

    /// <summary>The mail after another deferral.</summary>
    public WaitingMail Again(in OutcomeDecision decision)
    {
        var at = decision.At.ToUnixTimeMilliseconds();
        return this with
        {
            Last = at,
            Attempts = Attempts + 1,
            Interval = at - Last,
            Networks = Networks | BitOf(decision.Identities[0].Text),
            Rule = decision.Rule,
            PassedAfter = NotPassed,
            Text = TextOf(decision.Mail),
        };
    }

    private static ReadOnlyMemory<byte> TextOf(OutcomeMail mail) => Encoding.UTF8.GetBytes(string.Join(Separator, mail.Client, mail.Identity, mail.From, mail.To));

    private static ulong BitOf(string network) => 1UL << (int)(Partitioning.Hash(network, "") % 64);
}
