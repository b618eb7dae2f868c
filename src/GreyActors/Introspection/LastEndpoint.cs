using System.Collections.Immutable;
using System.Text.Json;
using GreyActors.Files;

namespace GreyActors.Introspection;

/// <summary>The endpoint of the service that ran last with a configuration. Commands use it while the configuration on the disk contains errors.</summary>
/// <param name="Source">The full path of the configuration file.</param>
/// <param name="Url">The address of the endpoint.</param>
/// <param name="TokenFile">The full path of the token file.</param>
/// <param name="RequiresToken">Whether every request needs the token.</param>
internal sealed record LastEndpoint(string Source, Uri Url, string TokenFile, bool RequiresToken)
{
    /// <summary>The name of the file with the record, beside the token file.</summary>
    public const string FileName = "introspection.endpoint";

    // That of the systemd unit, and that of a service in its working directory.
    private static readonly ImmutableArray<string> Folders = ["/var/lib/greyactors", "var"];

    /// <summary>Writes the record beside the token file. Without it, the service works all the same.</summary>
    public void Keep()
    {
        try
        {
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(TokenFile)!, FileName), JsonSerializer.Serialize(this));
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            // The disk is full, or the folder is read-only.
        }
    }

    /// <summary>The record of a service with this configuration file; null if there is none.</summary>
    /// <param name="source">The configuration file.</param>
    public static LastEndpoint? Find(string source) =>
        Folders.Select(folder => Read(Path.Combine(folder, FileName))).FirstOrDefault(last => last?.Source == Path.GetFullPath(source));

    private static LastEndpoint? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<LastEndpoint>(File.ReadAllText(file));
        }
        catch (Exception unusable) when (unusable is JsonException || FileProblem.Is(unusable))
        {
            return null;
        }
    }
}
