using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>
/// Builds the settings from three layers: the defaults of the program, the file of the operator, and <c>--set</c>.
/// </summary>
public static class ConfigurationLoader
{
    /// <summary>The place of the operator's file.</summary>
    public const string Place = "/etc/greyactors/greyactors.conf";

    /// <summary>The environment variable that names another place. <c>dotnet run</c> sets it to the sample of the checkout.</summary>
    public const string PlaceVariable = "GREYACTORS_CONFIG";

    /// <summary>The place of the operator's file without <c>--config</c>.</summary>
    public static string DefaultPlace => Environment.GetEnvironmentVariable(PlaceVariable) is { Length: > 0 } named ? named : Place;

    /// <summary>Reads and checks everything. Errors are part of the result, not exceptions.</summary>
    /// <param name="path">The operator's file; null for <see cref="DefaultPlace"/>.</param>
    /// <param name="sets">The values of <c>--set</c>, as <c>key=value</c>; later ones win.</param>
    public static LoadedConfiguration Load(string? path, IReadOnlyList<string> sets)
    {
        return path is null && !File.Exists(DefaultPlace)
            ? new LoadedConfiguration.Invalid([new ConfigurationError("configuration", 0, $"no configuration file found: {Path.GetFullPath(DefaultPlace)} does not exist; name one with --config")])
            : Load(path ?? DefaultPlace, sets, ConfigurationFile.Read, Environment.GetEnvironmentVariable, ConfigurationFile.ReadList);
    }

    /// <summary>The defaults of the program with these values of <c>--set</c>, for a command that works without the operator's file.</summary>
    public static LoadedConfiguration LoadDefaults(IReadOnlyList<string> sets) => Load(
        "defaults",
        sets,
        _ => new SourceText.Read(""),
        Environment.GetEnvironmentVariable,
        ConfigurationFile.ReadList);

    /// <summary>Reads everything again for a running program, and also checks the combination that applies until a restart.</summary>
    public static LoadedConfiguration Again(LoadedConfiguration.Valid running) =>
        Load(running.Source, running.Sets, ConfigurationFile.Read, Environment.GetEnvironmentVariable, ConfigurationFile.ReadList, running.Settings);

    /// <summary>Loads from the given file system and environment.</summary>
    internal static LoadedConfiguration Load(
        string path,
        IReadOnlyList<string> sets,
        Func<string, SourceText> read,
        Func<string, string?> environment,
        Func<string, SourceText>? readList = null,
        GreyActorsSettings? running = null)
    {
        var (errors, stamps) = (new ConfigurationErrors(), FileStamps.None);
        var reader = new HoconReader(Stamped, environment, errors, SettingsReader.Switches);
        reader.AddText(EmbeddedReference.Name, EmbeddedReference.Text);
        var found = reader.TryAddFile(path);
        foreach (var set in sets)
        {
            SetOverride.Add(reader, set, errors);
        }

        // Without the file, or with unbalanced braces, further errors would be misleading.
        if (!found || reader.Resolve() is not { } tree)
        {
            return new LoadedConfiguration.Invalid(errors.Sorted()) { Stamps = stamps };
        }

        var book = new SettingsBook(tree, errors, readList ?? read);
        var settings = SettingsReader.Read(book);
        new UnknownKeys(book, errors).Report();
        new SettingsRules(book, settings, reader.Complete).Check();
        if (errors.None && running is not null)
        {
            // Part of a change may be invalid although the whole is valid: for example, a relay to an address that is still a listener until the restart would loop.
            errors.Begin = "before the restart that other changes need: ";
            new SettingsRules(book, RestartKeys.UntilRestart(running, settings), reader.Complete).Check();
        }

        return errors.None
            ? new LoadedConfiguration.Valid(settings, AkkaOverrides(tree), EffectiveValues.Of(tree), path)
            {
                Stamps = stamps.With(book.Named),
                Named = book.Named.Paths,
                Sets = [.. sets],
            }
            : new LoadedConfiguration.Invalid(errors.Sorted()) { Stamps = stamps.With(book.Named) };

        SourceText Stamped(string file)
        {
            stamps = stamps.With(file);
            return read(file);
        }
    }

    private static string AkkaOverrides(HoconNode.Map tree) =>
        tree.Fields.GetValueOrDefault("akka") is HoconNode.Map akka ? HoconWriter.Section("akka", akka) : "";
}
