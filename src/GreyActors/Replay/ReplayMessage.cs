using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;
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

/// <summary>A host that delivers messages. Messages share it, so that its identities are determined once.</summary>
internal sealed class ReplayHost(IPAddress client, string helo, ClientEvidence evidence)
{
    /// <summary>The address.</summary>
    public IPAddress Client { get; } = client;

    /// <summary>The name in HELO.</summary>
    public string Helo { get; } = helo;

    /// <summary>What the DNS said about the client.</summary>
    public ClientEvidence Evidence { get; } = evidence;

    /// <summary>The identities that a log recorded; default if they follow from the evidence.</summary>
    public ImmutableArray<ClientIdentity> Recorded { get; init; }
}
