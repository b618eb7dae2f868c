using System.Globalization;
using System.Text;
using GreyActors.Files;

namespace GreyActors.Storage.Sqlite;

/// <summary>Reserves the store for this process: two processes that write one greylist would corrupt each other's events.</summary>
/// <remarks>
/// The operating system releases the lock when the process ends, in whatever way. The lock's file records which file the store was, so that a store
/// that is damaged beyond recognition is not mistaken for a file of another program.
/// </remarks>
public sealed class StoreLock : IDisposable
{
    // EWOULDBLOCK: another process has the lock.
    private const int WouldBlock = 11;

    // Far longer than a record.
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

    /// <summary>Takes the lock, which is next to the store.</summary>
    /// <exception cref="IOException">Another process has the lock, or it cannot be created.</exception>
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
    /// <remarks>A record that cannot be written is no reason to stop: later it is only one of several pieces of evidence.</remarks>
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
            // Perhaps the disk is full.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private string Recorded()
    {
        var bytes = new byte[MaxRecord];
        _file.Position = 0;
        return Encoding.ASCII.GetString(bytes.AsSpan(0, _file.ReadAtLeast(bytes, MaxRecord, throwOnEndOfStream: false)));
    }

    // With the time of creation, because the inode number of a deleted file is used again.
    private static string? RecordOf(string path) => FileStatus.Of(path) is { } status && status.Born != 0
        ? string.Create(CultureInfo.InvariantCulture, $"greyactors store {status.Device} {status.Inode} {status.Born}\n")
        : null;
}
