using System.Globalization;
using GreyActors.Files;

namespace GreyActors.Observability;

/// <summary>What the name of a log leads to, and how it is opened.</summary>
/// <remarks>
/// /dev/stdout and its like lead to a descriptor that the process was given. Opening them by their name fails for a socket (systemd) and where somebody else
/// owns the pipe (a container that changes its user), and would write a file of the shell from its beginning: the descriptor is duplicated instead.
/// </remarks>
internal static class LogTarget
{
    /// <summary>The descriptor of standard output.</summary>
    public const int StandardOutput = 1;

    /// <summary>The descriptor of standard error.</summary>
    public const int StandardError = 2;

    // As many as Linux follows (path_resolution(7)).
    private const int MostLinks = 40;

    private static readonly string[] OfDescriptors = ["/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/", $"/proc/{Environment.ProcessId}/fd/"];

    /// <summary>Why no log can be written there, whoever runs the program; null where one may.</summary>
    public static string? WhyNot(string path) => path.Length == 0 || GivenBy(path) is not null ? null : FileStatus.Of(path)?.Kind switch
    {
        FileKind.Folder => "is a folder, not a file",
        FileKind.Socket => "is a socket, which cannot be opened: expected a file, a pipe or a device such as /dev/stdout",
        FileKind.BlockDevice => "is a disk: a log would destroy what is on it",
        _ => null,
    };

    /// <summary>Opens the output and makes the file and its folder; null: a pipe that no process reads now.</summary>
    /// <exception cref="IOException">It cannot be opened, or the folder not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public static ILogOutput? Open(string path)
    {
        if (OperatingSystem.IsLinux() && GivenBy(path) is { } number)
            return Given(number) ?? throw new IOException($"'{path}': the process was started without it");
        if (WhyNot(path) is { } why)
            throw new IOException($"'{path}' {why}");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsLinux())
            return new StreamOutput(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete), isFile: true);
        return Descriptor.OpenToAppend(path) is { } handle ? new DescriptorOutput(handle, path) : null;
    }

    /// <summary>The output behind a descriptor that the process was given; null where it was given none.</summary>
    public static ILogOutput? Given(int number)
    {
        if (!OperatingSystem.IsLinux())
            return new StreamOutput(number == StandardError ? Console.OpenStandardError() : Console.OpenStandardOutput(), isFile: false);
        return Descriptor.IsGiven(number) ? new DescriptorOutput(Descriptor.Duplicate(number), path: null) : null;
    }

    /// <summary>The file that is renamed when the log is rotated: the one at the end of all links. The links stay.</summary>
    public static string FileOf(string path) => FileLink.TargetOf(path) ?? path;

    // By the names alone, so that it works without /proc.
    private static int? GivenBy(string path)
    {
        for (var links = 0; links < MostLinks; links++)
        {
            if (NumberOf(path) is { } number)
                return number;
            if (new FileInfo(path).LinkTarget is not { } target)
                return null;
            path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", target);
        }

        return null;
    }

    private static int? NumberOf(string path) => path switch
    {
        "/dev/stdout" => StandardOutput,
        "/dev/stderr" => StandardError,
        _ when Array.Find(OfDescriptors, prefix => path.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix
            && int.TryParse(path.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
