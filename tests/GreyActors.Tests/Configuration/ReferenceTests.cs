using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Core.Addresses;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class ReferenceTests
{
    [Fact]
    public void The_keys_of_the_reference_are_the_keys_that_are_read()
    {
        var book = new SettingsBook(Configured.Tree(EmbeddedReference.Text), new ConfigurationErrors());
        SettingsReader.Read(book);
        Assert.Equal(Keys("", book.Root).Order(StringComparer.Ordinal), book.Leaves.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_embedded_reference_is_the_file_in_the_repository() =>
        Assert.Equal(File.ReadAllText(Configured.RepositoryFile("hocon/reference.conf")), EmbeddedReference.Text);

    [Fact]
    public void Every_key_of_the_reference_has_a_comment_above_it()
    {
        var lines = EmbeddedReference.Text.Split('\n');
        var bare = Enumerable.Range(0, lines.Length)
            .Where(i => lines[i].Contains('=', StringComparison.Ordinal) && !lines[i].TrimStart().StartsWith('#'))
            .Where(i => !lines[i - 1].TrimStart().StartsWith('#'));
        Assert.Empty(bare.Select(i => lines[i]));
    }

    [Theory]
    [InlineData("hocon/greyactors.conf")]
    [InlineData("hocon/kamaelia.conf")]
    public void A_shipped_file_has_no_errors(string file)
    {
        var loaded = ConfigurationLoader.Load(Configured.RepositoryFile(file), []);
        Assert.True(loaded is LoadedConfiguration.Valid, string.Join('\n', Configured.Errors(loaded)));
    }

    [Fact]
    public void The_shipped_site_file_runs_without_privileges_on_loopback()
    {
        var loaded = ConfigurationLoader.Load(Configured.RepositoryFile("hocon/greyactors.conf"), []);
        var settings = Assert.IsType<LoadedConfiguration.Valid>(loaded).Settings;
        Assert.Equal("127.0.0.1:2525", Assert.Single(settings.Listen).ToString());
        Assert.Equal("127.0.0.1:8025", HostAndPort.Of(Assert.Single(settings.Relay.To)));
        Assert.Equal("127.0.0.1:2526", $"{settings.Introspection.Address}:{settings.Introspection.Port}");
        Assert.Equal(["var/greylist.db", "var/greylist.log"], [settings.Store.Path, settings.Log.Greylist]);
    }

    [Fact]
    public void The_kamaelia_file_has_the_times_of_Kamaelia_Grey()
    {
        var loaded = ConfigurationLoader.Load(Configured.RepositoryFile("hocon/kamaelia.conf"), []);
        var settings = Assert.IsType<LoadedConfiguration.Valid>(loaded).Settings;
        Assert.Equal(
            new(TimeSpan.FromSeconds(3600), TimeSpan.FromSeconds(25000), TimeSpan.FromSeconds(3_000_000), TimeSpan.FromSeconds(180), TimeSpan.FromHours(1)),
            settings.Greylisting.Timing);
        Assert.Equal(TimeSpan.FromSeconds(60), settings.InactivityTimeout);
        Assert.Equal(Core.Smtp.DeferAt.Data, settings.Greylisting.DeferAt);
        Assert.NotEmpty(settings.Log.Debug);
    }

    private static IEnumerable<string> Keys(string path, HoconNode node) => node switch
    {
        // The operator chooses its keys.
        HoconNode.Map { Fields.IsEmpty: true } => [path],
        HoconNode.Map map => map.Fields.SelectMany(field => Keys(path.Length == 0 ? field.Key : $"{path}.{field.Key}", field.Value)),
        HoconNode.List list => list.Items.OfType<HoconNode.Map>().SelectMany(item => Keys(path + "[]", item)).Append(path),
        _ => [path],
    };
}
