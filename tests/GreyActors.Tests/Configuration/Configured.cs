using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using Xunit;

namespace GreyActors.Tests.Configuration;

/// <summary>Loads configurations that exist only in memory.</summary>
internal static class Configured
{
    public const string File = "site.conf";

    /// <summary>The mandatory settings, kept out of the tests so that each test contains only what it tests.</summary>
    public const string Served = "allowed-domains=[\"example.com\"]";

    public static LoadedConfiguration Load(
        string text,
        IEnumerable<string>? sets = null,
        Dictionary<string, string>? others = null,
        Dictionary<string, string>? environment = null) =>
        ConfigurationLoader.Load(
            File,
            [.. sets ?? [Served]],
            file => file == File ? new SourceText.Read(text)
                : others?.GetValueOrDefault(file) is { } other ? new SourceText.Read(other)
                : new SourceText.Unreadable(0, "does not exist"),
            name => environment?.GetValueOrDefault(name));

    public static LoadedConfiguration.Valid Valid(
        string text,
        IEnumerable<string>? sets = null,
        Dictionary<string, string>? others = null,
        Dictionary<string, string>? environment = null)
    {
        var loaded = Load(text, sets, others, environment);
        Assert.True(loaded is LoadedConfiguration.Valid, string.Join('\n', Errors(loaded)));
        return (LoadedConfiguration.Valid)loaded;
    }

    public static IReadOnlyList<ConfigurationError> Errors(LoadedConfiguration loaded) =>
        loaded is LoadedConfiguration.Invalid invalid ? [.. invalid.Errors] : [];

    /// <summary>Reads a text without defaults and checks.</summary>
    public static HoconNode.Map Tree(string text, Dictionary<string, string>? environment = null)
    {
        var errors = new ConfigurationErrors();
        var reader = new HoconReader(_ => new SourceText.Unreadable(0, "no file"), name => environment?.GetValueOrDefault(name), errors);
        reader.AddText(File, text);
        var tree = reader.Resolve();
        Assert.True(errors.None, string.Join('\n', errors.Sorted()));
        return tree!;
    }

    /// <summary>Reads one value of such a text, in HOCON.</summary>
    public static string Written(string text, string key = "a", Dictionary<string, string>? environment = null) =>
        HoconWriter.Value(Tree(text, environment).Fields[key]);

    public static string RepositoryFile(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "GreyActors.sln")))
            {
                return Path.Combine(folder.FullName, name);
            }
        }

        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
