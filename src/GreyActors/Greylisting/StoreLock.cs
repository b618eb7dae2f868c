namespace GreyActors.Greylisting;

/// <summary>Holds the store for this process: two that write one greylist would spoil each other's events.</summary>
/// <remarks>The lock is the operating system's: it ends with the process, however that ends.</remarks>
public sealed class StoreLock : IDisposable
{
    // EWOULDBLOCK: what the operating system says when somebody else has the lock.
    private const int WouldBlock = 11;

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock beside the store.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be made.</exception>
    public static StoreLock Take(string storePath)
    {
        var path = storePath + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new StoreLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException refused) when (refused.HResult == WouldBlock)
        {
            throw new IOException($"The greylist store {storePath} is in use by another process, which holds {path}.", refused);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The greylist store {storePath} cannot be opened for writing: {refused.Message}", refused);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
