using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>A private file system whose writers block while it is frozen, as on a hung disk (fsfreeze(8)).</summary>
public sealed class FrozenDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new("frozen");
    private bool _isFrozen;

    /// <summary>Creates and mounts the file system.</summary>
    public FrozenDisk()
    {
        using (var image = File.Create(Image))
            image.SetLength(16 * 1024 * 1024);
        Command.AsRoot("mkfs.ext4", "-q", Image);
        Directory.CreateDirectory(Path);
        Command.AsRoot("mount", "-o", "loop", Image, Path);
        Command.AsRoot("chmod", "0777", Path);
    }

    private string Image => _folder["image"];

    private string Path => _folder["disk"];

    /// <summary>The path of a file on it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Freezes it: all writers block.</summary>
    public void Freeze()
    {
        Command.AsRoot("fsfreeze", "-f", Path);
        _isFrozen = true;
    }

    /// <summary>Thaws it: blocked writers continue.</summary>
    public void Thaw()
    {
        if (_isFrozen)
            Command.AsRoot("fsfreeze", "-u", Path);
        _isFrozen = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Thaw();
        Command.AsRoot("umount", "-l", Path);
        _folder.Dispose();
    }
}
