namespace GreyActors.Net;

/// <summary>What holds for one kind of connections.</summary>
/// <param name="MaxFrame">Octets that are read at once, at most.</param>
/// <param name="MaxUnsent">Octets that may wait for a peer that does not read; beyond it the write fails.</param>
internal sealed record SocketSettings(int MaxFrame, int MaxUnsent)
{
    // What may wait in us for a peer that does not read. A legal pipelining group's replies are far below it; beyond it the peer is cut off.
    private const int Unsent = 256 * 1024;

    // The same while memory is scarce: some hundred replies.
    private const int UnsentWhileScarce = 16 * 1024;

    /// <summary>True while the process has too little memory for large buffers. Clients are still served, with small ones.</summary>
    public Func<bool> IsMemoryScarce { get; init; } = () => false;

    /// <summary>Octets that may wait now for a peer that does not read.</summary>
    public int MaxUnsentNow => MaxUnsent > UnsentWhileScarce && IsMemoryScarce() ? UnsentWhileScarce : MaxUnsent;

    /// <summary>For clients: as much as their sockets put together of their mail data.</summary>
    public static readonly SocketSettings ForClients = new(32 * 1024, Unsent);

    /// <summary>For the backend, which only replies.</summary>
    public static readonly SocketSettings ForRelays = new(8 * 1024, Unsent);
}
