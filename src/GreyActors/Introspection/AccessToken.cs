using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GreyActors.Files;
using GreyActors.Observability;

namespace GreyActors.Introspection;

/// <summary>What a request must show that changes something. It lies in a file, made at the first start for its owner only.</summary>
public sealed class AccessToken
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The most octets that the file of a token may have.</summary>
    internal const int MaxBytes = 1024 * 1024;

    private readonly byte[] _hash;

    private AccessToken(string token) => _hash = HashOf(token);

    /// <summary>Reads the token, or makes one.</summary>
    /// <exception cref="IOException">The file cannot be read or made, or holds no token; the message names the setting and the file.</exception>
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

    /// <summary>Whether it is the token, in a time that does not tell how much of it is right.</summary>
    public bool Is(string shown) => CryptographicOperations.FixedTimeEquals(HashOf(shown), _hash);

    // Emptied by a crash, or with octets that cannot be in a header field. What a person wrote is a mistake of theirs, and is reported.
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
            // Nobody could show it, and mail must not wait for it.
            var aside = $"{path}.damaged";
            File.Move(path, aside, overwrite: true);
            log.Error(LogLines.TokenIsDamaged, path, aside);
            Make(path);
            text = RegularFile.ReadText(path, MaxBytes);
        }

        var token = text.Trim();
        return token.Length >= 16 ? token : throw new IOException("it holds no token: expected at least 16 characters; remove it, and one is made");
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
