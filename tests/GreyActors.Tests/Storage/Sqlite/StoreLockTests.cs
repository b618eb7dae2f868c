using GreyActors.Storage.Sqlite;
using Xunit;

namespace GreyActors.Tests.Storage.Sqlite;

public sealed class StoreLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("greyactors-");

    [Fact]
    public void A_store_belongs_to_one_process_at_a_time()
    {
        var path = Path.Combine(_folder.FullName, "var", "greylist.db");
        using (StoreLock.Take(path))
        {
            var refused = Assert.Throws<IOException>(() => StoreLock.Take(path));
            Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        }

        StoreLock.Take(path).Dispose();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
