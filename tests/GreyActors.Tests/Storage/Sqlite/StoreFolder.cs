using GreyActors.Configuration;
using GreyActors.Storage.Sqlite;

namespace GreyActors.Tests.Storage.Sqlite;

/// <summary>A folder for stores, which is removed with its content.</summary>
public sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("greyactors-store-");

    public string this[string name] => Path.Combine(_directory.FullName, name);

    public StoreSettings Settings(string name) => new(StoreProvider.Sqlite, this[name], TimeSpan.FromSeconds(5), Partitions: 16, OnCorruption.Refuse);

    public void Prepare(string name) => StoreFile.Prepare(Settings(name), TimeProvider.System);

    public void Dispose() => _directory.Delete(recursive: true);
}
