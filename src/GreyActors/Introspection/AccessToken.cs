using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GreyActors.Files;
using GreyActors.Observability;

namespace GreyActors.Introspection;

/// <summary>The secret that a request needs to change something. It is in a file that the first start creates, readable by its owner only.</summary>
public sealed class AccessToken
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The largest size of a token file.</summary>
    internal const int MaxBytes = 1024 * 1024;

    private readonly byte[] _hash;

    private AccessToken(string token) => _hash = HashOf(token);

    /// <summary>Reads the token, or creates one.</summary>
    /// <exception cref="IOException">The file cannot be read or created, or contains no valid token; the message names the setting and the file.</exception>
    public static AccessToken Open(string path, Serilog.ILogger log)
    {
        try
        {
            return new AccessToken(Read(path, log));
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new IOException($"introspection.token-file: `{path}` cannot be used: {FileProblem.Describe(refused)}", refused);
        }
    }

    /// <summary>Whether a string is the token, compared in constant time.</summary>
    public bool Is(string shown) => CryptographicOperations.FixedTimeEquals(HashOf(shown), _hash);

    // Emptied by a crash, or with bytes that cannot be in a header field. A token that a person wrote, but too short, is an error and is reported.
    private static bool IsDamaged(string text) => text.Length == 0 || text.Trim().Any(letter => letter is <= ' ' or > '~');

    private static string Read(string path, Serilog.ILogger log)
    {
        var place = FileLink.PlaceOf(path);
        if (RegularFile.WhyNot(place) is { } why)
            throw new IOException($"it {why}");
        if (place == path && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        if (!File.Exists(place))
            Make(place);
        else if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
            log.Warning(LogLines.TokenIsOpen, path);

        var text = RegularFile.ReadText(path, MaxBytes);
        if (IsDamaged(text))
        {
            // No client could send this token, and it must not keep the service from starting.
            var aside = $"{path}.damaged";
            File.Move(path, aside, overwrite: true);
            log.Error(LogLines.TokenIsDamaged, path, aside);
            Make(path);
            text = RegularFile.ReadText(path, MaxBytes);
        }

        var token = text.Trim();
        return token.Length >= 16 ? token : throw new IOException("it contains no valid token: expected at least 16 characters; remove it, and the next start creates one");
    }

    private static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var file = new StreamWriter(path, options);
        file.WriteLine(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
