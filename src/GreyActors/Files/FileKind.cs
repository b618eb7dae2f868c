namespace GreyActors.Files;

/// <summary>The type of a file (inode(7)).</summary>
internal enum FileKind
{
    /// <summary>Unknown.</summary>
    Unknown,

    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Folder,

    /// <summary>A pipe, with or without a name: opening or reading it waits for another process.</summary>
    Pipe,

    /// <summary>A character device such as a terminal or /dev/null, which may have no end.</summary>
    CharacterDevice,

    /// <summary>A block device such as a disk.</summary>
    BlockDevice,

    /// <summary>A socket, which cannot be opened by its name.</summary>
    Socket,
}
