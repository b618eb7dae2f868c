using System.Diagnostics;
using GreyActors.Files;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.Observability;

/// <summary>An output that is an open descriptor of Linux. A file is written at its end, wherever that is, so that emptying it leaves no hole in it.</summary>
internal sealed class DescriptorOutput : ILogOutput
{
    private const byte LineEnd = (byte)'\n';

    private readonly SafeFileHandle _handle;
    private readonly FileKind _kind;
    private readonly string? _path;

    /// <param name="handle">Open; it is closed with this.</param>
    /// <param name="path">What was opened; null: the process was given the descriptor, and somebody else owns what it leads to.</param>
    public DescriptorOutput(SafeFileHandle handle, string? path)
    {
        _handle = handle;
        _path = path;
        if (FileStatus.Of(handle) is not { } status)
            return;
        _kind = status.Kind;
        Identity = new FileIdentity(status.Device, status.Inode);
    }

    /// <inheritdoc/>
    public bool IsFile => _path is not null && _kind == FileKind.Regular;

    /// <inheritdoc/>
    public FileIdentity? Identity { get; }

    /// <inheritdoc/>
    public long Length => IsFile && FileStatus.Of(_handle) is { } status ? (long)status.Size : 0;

    /// <inheritdoc/>
    public DateTime WrittenAt => FileStatus.Of(_handle)?.WrittenAt ?? DateTime.UnixEpoch;

    /// <inheritdoc/>
    public bool IsStillThere => _path is null || FileIdentity.Of(_path) == Identity;

    /// <inheritdoc/>
    public (int Written, string? Problem) Write(ReadOnlySpan<byte> octets, TimeSpan patience)
    {
        var begun = Stopwatch.GetTimestamp();
        var written = 0;
        while (written < octets.Length)
        {
            if (_kind != FileKind.Regular && !Descriptor.AwaitWritable(_handle, patience - Stopwatch.GetElapsedTime(begun)))
                return (written, written > 0 ? null : "its reader takes no more");
            var count = Descriptor.Write(_handle, Piece(octets[written..]), _kind == FileKind.Socket, out var error);
            if (count > 0)
                written += count;
            else if (!Descriptor.IsTemporary(error))
                return (written, Descriptor.Words(error));
        }

        return (written, null);
    }

    /// <inheritdoc/>
    public void Sync()
    {
        if (IsFile)
            RandomAccess.FlushToDisk(_handle);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    // Others may write to the same pipe, our console among them: whole lines that a pipe takes at once do not mix with theirs. A descriptor that we
    // were given may wait although poll(2) says that it does not, if we write more than it promised room for.
    private ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> rest)
    {
        if (_kind == FileKind.Regular || rest.Length <= Descriptor.Whole)
            return rest;
        var piece = rest[..Descriptor.Whole];
        return piece.LastIndexOf(LineEnd) is var end and >= 0 ? piece[..(end + 1)] : piece;
    }
}
