namespace GreyActors.Files;

/// <summary>Reads files that contain one password.</summary>
internal static class PasswordFiles
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Whether other users can read or change a file.</summary>
    public static bool IsOpen(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;

    /// <summary>The password: the only line of the file, without the line end.</summary>
    /// <exception cref="IOException">The file does not exist, cannot be read, is empty, or has several lines.</exception>
    /// <exception cref="UnauthorizedAccessException">The permission is missing.</exception>
    public static string Read(string path)
    {
        var text = RegularFile.ReadText(path, MaxBytes);
        var password = text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
        return password.Length == 0 ? throw new IOException("it is empty: expected a password in one line")
            : password.Any(char.IsControl) ? throw new IOException("it has several lines or control characters: expected a password in one line")
            : password;
    }
}
