namespace GreyActors.Net;

/// <summary>The settings of one kind of connections.</summary>
/// <param name="MaxFrame">The maximum number of bytes per read.</param>
/// <param name="MaxUnsent">The maximum number of unsent bytes for a peer that does not read; a write beyond it fails.</param>
internal sealed record SocketSettings(int MaxFrame, int MaxUnsent)
{
    // The maximum of unsent bytes. The replies to a legal pipelining group need far less; a peer beyond it is disconnected.
    private const int Unsent = 256 * 1024;

    // The same while memory is scarce: some hundreds of replies.
    private const int UnsentWhileScarce = 16 * 1024;

    /// <summary>Whether the process has too little memory for large buffers. Clients are still served, with small ones.</summary>
    public Func<bool> IsMemoryScarce { get; init; } = () => false;

    /// <summary>The current maximum of unsent bytes.</summary>
    public int MaxUnsentNow => MaxUnsent > UnsentWhileScarce && IsMemoryScarce() ? UnsentWhileScarce : MaxUnsent;

    /// <summary>For clients: as large as the pieces of mail data that their sockets join.</summary>
    public static readonly SocketSettings ForClients = new(32 * 1024, Unsent);

    /// <summary>For the backend, which only replies.</summary>
    public static readonly SocketSettings ForRelays = new(8 * 1024, Unsent);
}
