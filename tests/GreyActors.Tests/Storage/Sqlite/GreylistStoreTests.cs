using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Storage.Sqlite;
using Xunit;

namespace GreyActors.Tests.Storage.Sqlite;

public sealed class GreylistStoreTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("greyactors-store-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_missing_directory_is_created()
    {
        var path = Path.Combine(_directory.FullName, "a", "b", "greylist.db");
        Prepare(path);
        Prepare(path);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_file_that_is_no_store_is_named_in_the_error_and_not_changed()
    {
        var path = Path.Combine(_directory.FullName, "greylist.db");
        File.WriteAllText(path, new string('x', 5000));

        var error = Assert.Throws<IOException>(() => Prepare(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000), File.ReadAllText(path));
    }

    [Fact]
    public void A_path_that_is_a_directory_is_named_in_the_error() =>
        Assert.Contains(_directory.FullName, Assert.Throws<IOException>(() => Prepare(_directory.FullName)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(4, 16)]
    [InlineData(5, 30)]
    [InlineData(1000, 30)]
    public void The_wait_doubles_up_to_its_limit(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), BackOff.Default.After(failures));

    private static void Prepare(string path) => StoreFile.Prepare(
        new StoreSettings(StoreProvider.Sqlite, path, TimeSpan.FromSeconds(5), Partitions: 16, OnCorruption.Quarantine), TimeProvider.System);
}
