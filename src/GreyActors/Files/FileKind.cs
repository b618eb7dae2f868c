namespace GreyActors.Files;

/// <summary>What a path or a descriptor leads to (inode(7)).</summary>
internal enum FileKind
{
    /// <summary>The system does not say.</summary>
    Unknown,

    /// <summary>A file with a content.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Folder,

    /// <summary>A pipe, with or without a name: opening it and reading it wait for another process.</summary>
    Pipe,

    /// <summary>A terminal, /dev/null and the like: it may have no end.</summary>
    CharacterDevice,

    /// <summary>A disk.</summary>
    BlockDevice,

    /// <summary>A socket: its name cannot be opened.</summary>
    Socket,
}
