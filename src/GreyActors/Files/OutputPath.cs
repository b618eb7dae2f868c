using System.Globalization;

namespace GreyActors.Files;

/// <summary>A path to which output is appended, such as that of a log: a file, or a descriptor that the process was given.</summary>
internal static class OutputPath
{
    // As many as Linux follows (path_resolution(7)).
    private const int MostLinks = 40;

    private static readonly string[] OfDescriptors = ["/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/", $"/proc/{Environment.ProcessId}/fd/"];

    /// <summary>The reason why no user can append to this path; null where one can.</summary>
    public static string? WhyNot(string path) => path.Length == 0 || DescriptorOf(path) is not null ? null : FileStatus.Of(path)?.Kind switch
    {
        FileKind.Folder => "is a folder, not a file",
        FileKind.Socket => "is a socket, which cannot be opened: expected a file, a pipe or a device such as /dev/stdout",
        FileKind.BlockDevice => "is a disk: a log would destroy what is on it",
        _ => null,
    };

    /// <summary>The number of the descriptor that the path names, such as 1 for /dev/stdout; null for any other path.</summary>
    /// <remarks>Compares names only, so that it works without /proc.</remarks>
    public static int? DescriptorOf(string path)
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
        "/dev/stdout" => Descriptor.StandardOutput,
        "/dev/stderr" => Descriptor.StandardError,
        _ when Array.Find(OfDescriptors, prefix => path.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix
            && int.TryParse(path.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
