using GreyActors.Files;

namespace GreyActors.Observability;

/// <summary>The console of a process that was started without standard output: nobody wants the lines, so they are not counted as lost either.</summary>
internal sealed class DiscardedOutput : ILogOutput
{
    /// <inheritdoc/>
    public bool IsFile => false;

    /// <inheritdoc/>
    public FileIdentity? Identity => null;

    /// <inheritdoc/>
    public long Length => 0;

    /// <inheritdoc/>
    public DateTime WrittenAt => DateTime.UnixEpoch;

    /// <inheritdoc/>
    public bool IsStillThere => true;

    /// <inheritdoc/>
    public (int Written, string? Problem) Write(ReadOnlySpan<byte> octets, TimeSpan patience) => (octets.Length, null);

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
