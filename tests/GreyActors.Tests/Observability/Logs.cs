using GreyActors.Configuration;

namespace GreyActors.Tests.Observability;

/// <summary>Log settings and files for tests.</summary>
internal static class Logs
{
    public static LogSettings Settings(string greylist = "", string debug = "", LogLevel level = LogLevel.Info) =>
        new(greylist, debug, level, TimeSpan.FromMinutes(5));

    /// <summary>The contents of a file that is being written.</summary>
    public static string Read(string path)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}

/// <summary>A directory that is deleted after its test.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("greyactors-");

    public string File(params string[] parts) => Path.Combine([_directory.FullName, .. parts]);

    public void Dispose() => _directory.Delete(recursive: true);
}
