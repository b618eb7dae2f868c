namespace GreyActors.Dispatch;

/// <summary>The threads on which .NET waits for sockets.</summary>
internal static class SocketThreads
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// Lets chains begin on the threads that wait for sockets, one for each processor; by default each event wakes a thread of the pool, and that
    /// one another. To be called before the first socket: .NET looks once, into the environment only. What the operator has set there stays.
    /// </summary>
    /// <remarks>What begins on these threads must not block: chains do not, and Kestrel goes on to the pool by itself.</remarks>
    public static void BeginChains()
    {
        if (Environment.GetEnvironmentVariable(Inline) is null)
            Environment.SetEnvironmentVariable(Inline, "1");
    }
}
