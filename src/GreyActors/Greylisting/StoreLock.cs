namespace GreyActors.Greylisting;

/// <summary>Holds the store for this process: two that write one greylist would spoil each other's events.</summary>
/// <remarks>The lock is the operating system's: it ends with the process, however that ends.</remarks>
public sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock beside the store.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be made.</exception>
    public static StoreLock Take(string storePath)
    {
        var path = storePath + ".lock";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            return new StoreLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException refused)
        {
            throw new IOException($"The greylist store {storePath} is in use by another process, or {path} cannot be made: {refused.Message}", refused);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
