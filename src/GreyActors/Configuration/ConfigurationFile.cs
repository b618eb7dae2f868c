using System.Text;
using GreyActors.Configuration.Hocon;
using GreyActors.Files;

namespace GreyActors.Configuration;

/// <summary>Reads a configuration file. A failure is a result, not an exception.</summary>
internal static class ConfigurationFile
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxListBytes = 64 * 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The whole text of a configuration file.</summary>
    public static SourceText Read(string path) => Read(path, MaxBytes, "configuration");

    /// <summary>The whole text of a list file, which may be longer.</summary>
    public static SourceText ReadList(string path) => Read(path, MaxListBytes, "list");

    private static SourceText Read(string path, int most, string what)
    {
        try
        {
            if (RegularFile.WhyNotToRead(path) is { } why)
            {
                return new SourceText.Unreadable(0, why);
            }

            return RegularFile.Read(path, most) is { } bytes
                ? Decode(bytes)
                : new SourceText.Unreadable(0, $"is larger than {most >> 20} MB, the limit for a {what} file");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new SourceText.Unreadable(0, "does not exist");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new SourceText.Unreadable(0, $"cannot be read: {exception.Message}");
        }
    }

    private static SourceText Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new SourceText.Read(Utf8.GetString(bytes));
        }
        catch (DecoderFallbackException exception)
        {
            var before = bytes[..Math.Clamp(exception.Index, 0, bytes.Length)];
            return new SourceText.Unreadable(before.Count((byte)'\n') + 1, "is not UTF-8");
        }
    }
}
