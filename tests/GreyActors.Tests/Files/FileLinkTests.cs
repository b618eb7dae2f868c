using GreyActors.Files;
using Xunit;

namespace GreyActors.Tests.Files;

public sealed class FileLinkTests : IDisposable
{
    // A bare name in the working directory, as in store.path = "greylist.db".
    private readonly string _name = $"link-{Guid.NewGuid():N}";

    private string Target => $"{_name}.target";

    public void Dispose()
    {
        File.Delete(_name);
        File.Delete(Target);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_relative_link_with_a_bare_name_leads_to_a_file_in_the_same_folder(bool exists)
    {
        File.CreateSymbolicLink(_name, Target);
        if (exists)
            File.WriteAllText(Target, "");
        Assert.Equal(Path.GetFullPath(Target), FileLink.TargetOf(_name));
        Assert.Equal(exists, FileLink.WhyNowhere(_name) is null);
        Assert.Equal(exists ? _name : Path.GetFullPath(Target), FileLink.PlaceOf(_name));
    }
}
