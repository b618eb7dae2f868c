namespace GreyActors.Dispatch;

/// <summary>The threads on which .NET waits for sockets.</summary>
internal static class SocketThreads
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// Lets chains start on the threads that wait for sockets, one for each processor; by default each event wakes a thread of the pool, which wakes
    /// another one. Call it before the first socket is created: .NET reads the setting once, from the environment only. A value set by the operator is kept.
    /// </summary>
    /// <remarks>Code on these threads must not block: chains do not, and Kestrel moves to the pool by itself.</remarks>
    public static void BeginChains()
    {
        if (Environment.GetEnvironmentVariable(Inline) is null)
            Environment.SetEnvironmentVariable(Inline, "1");
    }
}
