using GreyActors.Configuration;
using GreyActors.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace GreyActors.Tests.Storage.Sqlite;

/// <summary><c>store.path</c> may be a link: all files of the store are next to the target of the link.</summary>
public sealed class LinkedStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public LinkedStoreTests()
    {
        Directory.CreateDirectory(_folder["real"]);
        Directory.CreateDirectory(_folder["links"]);
    }

    private string Link => _folder["links/greylist.db"];

    private string Real => _folder["real/greylist.db"];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("a link to a file")]
    [InlineData("a link to a file that does not exist yet")]
    [InlineData("a link to a link to a file that does not exist yet")]
    [InlineData("a relative link")]
    [InlineData("a link into a folder that does not exist yet")]
    public void The_lock_and_damaged_files_are_next_to_the_target_of_the_link(string kind)
    {
        switch (kind)
        {
            case "a link to a file":
                Prepare(Real);
                File.CreateSymbolicLink(Link, Real);
                break;
            case "a link to a link to a file that does not exist yet":
                File.CreateSymbolicLink(_folder["links/second"], Real);
                File.CreateSymbolicLink(Link, _folder["links/second"]);
                break;
            case "a relative link":
                File.CreateSymbolicLink(Link, "../real/greylist.db");
                break;
            case "a link into a folder that does not exist yet":
                Directory.Delete(_folder["real"]);
                File.CreateSymbolicLink(Link, Real);
                break;
            default:
                File.CreateSymbolicLink(Link, Real);
                break;
        }

        Prepare(Link);
        Assert.True(File.Exists(Real));
        Assert.True(File.Exists($"{Real}.lock"));
        File.WriteAllBytes(Real, [.. File.ReadAllBytes(Real).Select((octet, at) => at < 16 ? (byte)0xA5 : octet)]);
        Prepare(Link);
        Assert.Single(QuarantinedStore.Of(Real));
        // Removed while it is in use.
        File.Delete(Real);
        var store = StoreFile.Resolved(Settings(Link));
        StoreFile.Recreate(store, TimeProvider.System, null);
        Assert.True(File.Exists(Real));
        Assert.NotNull(File.ResolveLinkTarget(Link, returnFinalTarget: false));
        Assert.DoesNotContain(Directory.GetFiles(_folder["links"]), file => Path.GetFileName(file) is not ("greylist.db" or "second"));
    }

    [Fact]
    public void Two_links_to_one_store_share_its_lock()
    {
        File.CreateSymbolicLink(Link, Real);
        File.CreateSymbolicLink(_folder["links/other.db"], Real);
        using var held = StoreLock.Take(StoreFile.Resolved(Settings(Link)).Path);
        Assert.Throws<IOException>(() => StoreLock.Take(StoreFile.Resolved(Settings(_folder["links/other.db"])).Path));
    }

    [Fact]
    public void A_link_to_itself_is_named_in_the_error()
    {
        File.CreateSymbolicLink(Link, Link);
        Assert.Contains(Link, Assert.Throws<IOException>(() => Prepare(Link)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_folder_is_named_in_the_error()
    {
        File.CreateSymbolicLink(Link, _folder["real"]);
        Assert.Contains("it is a folder", Assert.Throws<IOException>(() => Prepare(Link)).Message, StringComparison.Ordinal);
    }

    private StoreSettings Settings(string path) => _folder.Settings("unused") with { Path = path, OnCorruption = OnCorruption.Quarantine };

    private void Prepare(string path)
    {
        var store = StoreFile.Resolved(Settings(path));
        using var held = StoreLock.Take(store.Path);
        StoreFile.Prepare(store, TimeProvider.System, held);
    }
}
