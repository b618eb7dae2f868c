using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("greyactors").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_loaded_with_its_includes()
    {
        Write("id.conf", "grey-actors.serverid = included"u8);
        var site = Write("site.conf", "include \"id.conf\""u8);
        Assert.Equal("included", Assert.IsType<LoadedConfiguration.Valid>(ConfigurationLoader.Load(site, [Configured.Served])).Settings.ServerId);
    }

    [Fact]
    public void A_missing_file_is_an_error()
    {
        var absent = Path.Combine(_folder, "absent.conf");
        Assert.Equal([new ConfigurationError(absent, 0, "does not exist")], Configured.Errors(ConfigurationLoader.Load(absent, [])));
    }

    [Fact]
    public void A_folder_is_an_error() =>
        Assert.Equal([new ConfigurationError(_folder, 0, "is a folder, not a file")], Configured.Errors(ConfigurationLoader.Load(_folder, [])));

    [Fact]
    public void A_file_that_is_not_text_is_an_error_with_its_line()
    {
        var site = Write("site.conf", [(byte)'\n', (byte)'\n', (byte)'a', 0xE4]);
        Assert.Equal([new ConfigurationError(site, 3, "is not UTF-8")], Configured.Errors(ConfigurationLoader.Load(site, [])));
    }

    [Fact]
    public void A_file_that_is_too_large_is_an_error()
    {
        var site = Write("site.conf", new byte[(4 * 1024 * 1024) + 1]);
        Assert.Contains("is larger than 4 MB", Assert.Single(Configured.Errors(ConfigurationLoader.Load(site, []))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_file_the_error_names_the_default_place()
    {
        // On a machine with the default file, loading that file proves the same.
        var loaded = ConfigurationLoader.Load(null, []);
        if (!File.Exists(ConfigurationLoader.DefaultPlace))
            Assert.Contains(ConfigurationLoader.DefaultPlace, Assert.Single(Configured.Errors(loaded)).Message, StringComparison.Ordinal);
    }

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllBytes(file, content);
        return file;
    }
}
