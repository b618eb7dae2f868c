using System.Collections.Immutable;
using GreyActors.Core.Smtp;

namespace GreyActors.Replay;

/// <summary>One message of the history: its recipients, the hosts that deliver it, and the times of its tries.</summary>
/// <param name="Id">The number that the history gives it.</param>
/// <param name="At">The time from which the delays of the tries count, in Unix milliseconds.</param>
/// <param name="IsProbe">True if the client leaves after RCPT, as a verification of a sender does.</param>
/// <param name="Tries">At least one, in the order of time.</param>
internal sealed record ReplayMessage(
    int Id, long At, MailPath ReversePath, ImmutableArray<MailPath> ForwardPaths, bool IsProbe, ImmutableArray<ReplayHost> Hosts, ImmutableArray<ReplayTry> Tries)
{
    /// <summary>The number of tries at the end that the history does not contain.</summary>
    public int Assumed { get; init; }

    /// <summary>The number of the try at which the message was delivered before the site started; null if it was not.</summary>
    public int? Delivered { get; init; }

    /// <summary>For the figures only: the rules never get it.</summary>
    public MessageLabels Labels { get; init; } = MessageLabels.None;

    /// <summary>The time of a try, in Unix milliseconds.</summary>
    public long TimeOf(int number) => At + Tries[number].Delay;

    /// <summary>The host of a try.</summary>
    public ReplayHost HostOf(int number) => Hosts[Tries[number].Host];
}

/// <summary>A try of a message.</summary>
/// <param name="Delay">Milliseconds after <see cref="ReplayMessage.At"/>.</param>
/// <param name="Host">The index of the host.</param>
internal readonly record struct ReplayTry(int Delay, int Host);
