namespace GreyActors.Benchmarks;

/// <summary>A folder for one store, removed with it; on the disk that TMPDIR names.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("greyactors-benchmark-").FullName;

    /// <summary>Bytes of all files in it.</summary>
    public long Size => Directory.EnumerateFiles(Path).Sum(file => new FileInfo(file).Length);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
