using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>A file system of its own of one megabyte, which can be filled and made read-only.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new("disk");

    /// <summary>Mounts it.</summary>
    public SmallDisk() => Command.AsRoot("mount", "-t", "tmpfs", "-o", "size=1m,mode=0777", "tmpfs", _folder.Path);

    /// <summary>The path of something on it.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Takes all the space that is left.</summary>
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

    /// <summary>Gives that space back.</summary>
    public void MakeRoom() => File.Delete(_folder["filler"]);

    /// <summary>Nothing on it can be written any more; nobody may have a file open there.</summary>
    public void MakeReadOnly() => Command.AsRoot("mount", "-o", "remount,ro", _folder.Path);

    /// <inheritdoc/>
    public void Dispose()
    {
        Command.AsRoot("umount", "-l", _folder.Path);
        _folder.Dispose();
    }
}
