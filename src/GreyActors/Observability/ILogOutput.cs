using GreyActors.Files;

namespace GreyActors.Observability;

/// <summary>Where log lines go: a file, a pipe, a device or a socket.</summary>
internal interface ILogOutput : IDisposable
{
    /// <summary>Whether it is a file of ours: only that is rotated and kept on the disk.</summary>
    bool IsFile { get; }

    /// <summary>Which file it is; null where that cannot be determined.</summary>
    FileIdentity? Identity { get; }

    /// <summary>Octets in it; 0 for what has no length.</summary>
    long Length { get; }

    /// <summary>When it was last written, in UTC.</summary>
    DateTime WrittenAt { get; }

    /// <summary>False when the path leads to another file now, or to none.</summary>
    bool IsStillThere { get; }

    /// <summary>Writes at the end. Waits for the reader of a pipe, a terminal or a socket at most so long; a disk takes its own time.</summary>
    /// <returns>How many octets were written; fewer than all with the reason.</returns>
    (int Written, string? Problem) Write(ReadOnlySpan<byte> octets, TimeSpan patience);

    /// <summary>What was written to a file is on the disk when this returns.</summary>
    void Sync();
}
