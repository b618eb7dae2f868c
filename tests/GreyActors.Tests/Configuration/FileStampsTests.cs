using GreyActors.Configuration;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class FileStampsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("greyactors-stamps-");

    [Fact]
    public void A_file_that_was_not_touched_is_unchanged() => Sees(_ => { }, difference: false);

    [Fact]
    public void A_file_that_is_written_in_place_has_changed() => Sees(path => File.WriteAllText(path, "new"), difference: true);

    [Fact]
    public void A_file_that_is_written_in_place_with_the_same_time_and_size_has_changed() => Sees(
        path =>
        {
            var written = File.GetLastWriteTimeUtc(path);
            File.WriteAllText(path, "OLD");
            File.SetLastWriteTimeUtc(path, written);
        },
        difference: true);

    [Fact]
    public void A_file_that_is_replaced_by_renaming_has_changed() => Sees(
        path =>
        {
            File.WriteAllText(path + ".new", "old");
            File.Move(path + ".new", path, overwrite: true);
        },
        difference: true);

    [Fact]
    public void A_file_that_is_removed_has_changed() => Sees(File.Delete, difference: true);

    [Fact]
    public void A_file_in_a_linked_folder_has_changed_if_the_link_has_changed()
    {
        foreach (var version in new[] { "one", "two" })
            File.WriteAllText(Path.Combine(_folder.CreateSubdirectory(version).FullName, "site.conf"), "the same");
        var link = Path.Combine(_folder.FullName, "..data");
        File.CreateSymbolicLink(link, "one");
        var before = FileStamps.None.With(Path.Combine(link, "site.conf"));

        File.Delete(link);
        File.CreateSymbolicLink(link, "two");

        Assert.NotEqual(before, before.Now());
    }

    [Fact]
    public void A_file_that_is_created_has_changed()
    {
        var path = Path.Combine(_folder.FullName, "late.conf");
        var before = FileStamps.None.With(path);
        Assert.Equal(before, before.Now());

        File.WriteAllText(path, "");

        Assert.NotEqual(before, before.Now());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Sees(Action<string> happens, bool difference)
    {
        var path = Path.Combine(_folder.FullName, "site.conf");
        File.WriteAllText(path, "old");
        var before = FileStamps.None.With(path);

        happens(path);

        Assert.Equal(difference, !before.Equals(before.Now()));
    }
}
