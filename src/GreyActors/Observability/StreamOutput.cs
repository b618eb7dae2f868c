using GreyActors.Files;

namespace GreyActors.Observability;

/// <summary>An output on a system other than Linux: a file, or standard output. Whether another file is in its place by now is not noticed.</summary>
internal sealed class StreamOutput(Stream stream, bool isFile) : ILogOutput
{
    /// <inheritdoc/>
    public bool IsFile => isFile;

    /// <inheritdoc/>
    public FileIdentity? Identity => null;

    /// <inheritdoc/>
    public long Length => isFile ? stream.Length : 0;

    /// <inheritdoc/>
    public DateTime WrittenAt => stream is FileStream file ? File.GetLastWriteTimeUtc(file.Name) : DateTime.UnixEpoch;

    /// <inheritdoc/>
    public bool IsStillThere => true;

    /// <inheritdoc/>
    public (int Written, string? Problem) Write(ReadOnlySpan<byte> octets, TimeSpan patience)
    {
        try
        {
            stream.Write(octets);
            stream.Flush();
            return (octets.Length, null);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return (0, refused.Message);
        }
    }

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
