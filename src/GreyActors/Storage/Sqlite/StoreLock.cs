using System.Globalization;
using System.Text;
using GreyActors.Files;

namespace GreyActors.Storage.Sqlite;

/// <summary>Holds the store for this process: two that write one greylist would spoil each other's events.</summary>
/// <remarks>
/// The lock is the operating system's: it ends with the process, however that ends. The file of the lock records which file the store was, so that
/// a store that is damaged beyond recognition is not mistaken for a file of another program.
/// </remarks>
public sealed class StoreLock : IDisposable
{
    // EWOULDBLOCK: what the operating system says when somebody else has the lock.
    private const int WouldBlock = 11;

    // Far more than a record has.
    private const int MaxRecord = 256;

    private readonly string _storePath;
    private readonly FileStream _file;

    private StoreLock(string storePath, FileStream file)
    {
        _storePath = storePath;
        _file = file;
    }

    /// <summary>Whether the file at the path of the store is the one that was recorded as the store, by this process or an earlier one.</summary>
    public bool KnowsStore => RecordOf(_storePath) is { } record && Recorded() == record;

    /// <summary>Takes the lock beside the store.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be made.</exception>
    public static StoreLock Take(string storePath)
    {
        var path = storePath + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new StoreLock(storePath, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
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

    /// <summary>Records that the file at the path of the store is the store.</summary>
    /// <remarks>A record that cannot be written is missing later, where it is one evidence of several: it is no reason to stop.</remarks>
    public void Record()
    {
        if (RecordOf(_storePath) is not { } record)
            return;
        try
        {
            _file.SetLength(0);
            _file.Write(Encoding.ASCII.GetBytes(record));
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // The disk is full, perhaps.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private string Recorded()
    {
        var octets = new byte[MaxRecord];
        _file.Position = 0;
        return Encoding.ASCII.GetString(octets.AsSpan(0, _file.ReadAtLeast(octets, MaxRecord, throwOnEndOfStream: false)));
    }

    // The time of birth, too: the number of a file that was deleted is given to another one.
    private static string? RecordOf(string path) => FileStatus.Of(path) is { } status && status.Born != 0
        ? string.Create(CultureInfo.InvariantCulture, $"greyactors store {status.Device} {status.Inode} {status.Born}\n")
        : null;
}
