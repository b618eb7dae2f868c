namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A folder of one test, removed with it. <c>GREYACTORS_KEEP=1</c> in the environment leaves it for a look.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes the folder, readable by the other users that Postfix runs as.</summary>
    public TemporaryFolder(string purpose)
    {
        Path = Directory.CreateTempSubdirectory($"greyactors-{purpose}-").FullName;
        File.SetUnixFileMode(
            Path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>The absolute path of something inside.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("GREYACTORS_KEEP") is not null)
            return;

        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // Postfix's files belong to others.
            Command.AsRoot("rm", "-rf", Path);
        }
    }
}
