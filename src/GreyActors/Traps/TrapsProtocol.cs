using System.Net;
using GreyActors.Core.Traps;

namespace GreyActors.Traps;

/// <summary>Reports that a client sent mail to a spam trap; the answer is <see cref="ClientTrapped"/>.</summary>
/// <param name="Number">The sender's number of the request, which the answer has too.</param>
/// <param name="Client">The client's address.</param>
/// <param name="Trap">The forward-path.</param>
public sealed record TrapClient(long Number, IPAddress Client, string Trap);

/// <summary>The client is trapped, durably.</summary>
/// <param name="Number">The number of the <see cref="TrapClient"/>.</param>
/// <param name="Note">Null if the store cannot be used now: the client is not trapped.</param>
public sealed record ClientTrapped(long Number, TrapNote? Note);

/// <summary>Releases a client by hand; the answer is <see cref="ClientReleased"/>.</summary>
/// <param name="Network">Of <see cref="TrappedClient.NetworkOf"/>.</param>
public sealed record ReleaseClient(IPNetwork Network);

/// <summary>The outcome of a <see cref="ReleaseClient"/>.</summary>
/// <param name="Before">The client; null if it was not trapped.</param>
/// <param name="IsDone">False: the store cannot be used now, and nothing is changed.</param>
public sealed record ClientReleased(TrappedClient? Before, bool IsDone);

/// <summary>Asks for a page of trapped clients, those with the newest mail first; the answer is <see cref="TrapsListed"/>.</summary>
/// <param name="Most">The size of the page.</param>
/// <param name="Before">The <see cref="TrapPage.Next"/> of the previous page; null for the first.</param>
public sealed record ListTraps(int Most, long? Before = null);

/// <summary>A page of trapped clients; null while the partition is away.</summary>
public sealed record TrapsListed(TrapPage? Page);

/// <summary>Asks whether a client is trapped; the answer is <see cref="TrappedFound"/>. Judges find it without a message.</summary>
public sealed record FindTrapped(IPAddress Client);

/// <summary>Why and for how long a client is trapped; null if it is not.</summary>
public sealed record TrappedFound(TrapNote? Note);

/// <summary>Asks the partition for what has changed since the last answer; the answer is <see cref="TrapsPolled"/>, or <see cref="Greylisting.PartitionAway"/>.</summary>
/// <param name="Epoch">The epoch of the copy. If it is no longer that of the partition, the answer is the first part of a new copy.</param>
/// <param name="After">The last number in the copy.</param>
internal sealed record PollTraps(long Epoch, long After)
{
    /// <summary>The largest number of clients in an answer.</summary>
    public const int Most = 1000;
}

/// <summary>What has changed.</summary>
internal sealed record TrapsPolled(TrapChanges Changes);
