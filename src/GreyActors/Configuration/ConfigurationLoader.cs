using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>
/// Makes the settings of three layers: the program's defaults, the operator's file, and what the command line sets.
/// </summary>
public static class ConfigurationLoader
{
    /// <summary>Where the operator's file is looked for, in this order, when the command line names none.</summary>
    public static readonly ImmutableArray<string> Places = ["hocon/greyactors.conf", "/etc/greyactors/greyactors.conf"];

    /// <summary>Reads and checks everything; nothing that is wrong in it is thrown.</summary>
    /// <param name="path">The operator's file; null: the first of <see cref="Places"/> that exists.</param>
    /// <param name="sets">What <c>--set</c> was given, as <c>key=value</c>; the later wins.</param>
    public static LoadedConfiguration Load(string? path, IReadOnlyList<string> sets)
    {
        path ??= Places.FirstOrDefault(File.Exists);
        return path is null
            ? new LoadedConfiguration.Invalid(
                [new ConfigurationError("configuration", 0, $"there is no configuration file: looked for {string.Join(" and ", Places.Select(Path.GetFullPath))}; name one with --config")])
            : Load(path, sets, ConfigurationFile.Read, Environment.GetEnvironmentVariable, ConfigurationFile.ReadList);
    }

    /// <summary>Reads everything again for a program that runs, and checks also what holds until it is started anew.</summary>
    public static LoadedConfiguration Again(LoadedConfiguration.Valid running) =>
        Load(running.Source, running.Sets, ConfigurationFile.Read, Environment.GetEnvironmentVariable, ConfigurationFile.ReadList, running.Settings);

    /// <summary>The same without a file system and an environment of its own.</summary>
    internal static LoadedConfiguration Load(
        string path,
        IReadOnlyList<string> sets,
        Func<string, SourceText> read,
        Func<string, string?> environment,
        Func<string, SourceText>? readList = null,
        GreyActorsSettings? running = null)
    {
        var (errors, stamps) = (new ConfigurationErrors(), FileStamps.None);
        var reader = new HoconReader(Stamped, environment, errors);
        reader.AddText(EmbeddedReference.Name, EmbeddedReference.Text);
        var found = reader.TryAddFile(path);
        foreach (var set in sets)
        {
            SetOverride.Add(reader, set, errors);
        }

        // Without the file, or with its braces in disorder, every further complaint would be about the wrong thing.
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
            // Half of a change may be an error that the whole is not: a relay to where is listened until the restart would go round in a circle.
            errors.Begin = "until the restart that other changes need: ";
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
