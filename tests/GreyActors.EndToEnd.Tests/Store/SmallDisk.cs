using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>A private file system that can be filled and made read-only.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new("disk");

    /// <summary>Creates and mounts it.</summary>
    public SmallDisk(int megabytes = 1) => Command.AsRoot("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0777", "tmpfs", _folder.Path);

    /// <summary>The path of a file on it.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Fills the free space.</summary>
    public void Fill()
    {
        using var filler = new FileStream(_folder["filler"], FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
                filler.Write(page);
        }
        catch (IOException)
        {
            // It is full now.
        }
    }

    /// <summary>Frees that space.</summary>
    public void MakeRoom() => File.Delete(_folder["filler"]);

    /// <summary>Makes it read-only; no file on it may be open.</summary>
    public void MakeReadOnly() => Command.AsRoot("mount", "-o", "remount,ro", _folder.Path);

    /// <inheritdoc/>
    public void Dispose()
    {
        Command.AsRoot("umount", "-l", _folder.Path);
        _folder.Dispose();
    }
}
