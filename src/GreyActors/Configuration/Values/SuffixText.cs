using GreyActors.Core.Reputation;
using GreyActors.Files;

namespace GreyActors.Configuration.Values;

/// <summary>Reads a Public Suffix List with the configuration, so that an invalid file is reported with its place.</summary>
internal static class SuffixText
{
    // The list has about 300 KB.
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The list in a file; the embedded one if no file is named.</summary>
    public static Checked<PublicSuffixes> File(string path)
    {
        if (path.Length == 0)
            return Checked<PublicSuffixes>.Of(PublicSuffixes.Embedded);
        try
        {
            return Checked<PublicSuffixes>.Of(PublicSuffixes.Parse(RegularFile.ReadText(path, MaxBytes), DateOnly.FromDateTime(System.IO.File.GetLastWriteTimeUtc(path))));
        }
        catch (FormatException e)
        {
            return new Wrong($"is not a Public Suffix List: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Wrong($"cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
