using System.Diagnostics;

namespace GreyActors.Tests.Paths;

/// <summary>The kinds of targets of a path; each is created in its own folder, and returns the path.</summary>
internal static class PathConditions
{
    /// <summary>A regular file with the content.</summary>
    public static readonly IReadOnlyDictionary<string, Func<string, string, string>> Present = new Dictionary<string, Func<string, string, string>>(StringComparer.Ordinal)
    {
        ["file"] = (folder, content) => Written(folder, "file", content),
        ["link"] = (folder, content) => Link(folder, Written(folder, "real", content)),
        ["relative link"] = (folder, content) => Link(folder, Path.GetFileName(Written(folder, "real", content))),
        ["link to a link in another folder"] = (folder, content) =>
        {
            var inner = Directory.CreateDirectory(Path.Combine(folder, "inner")).FullName;
            return Link(folder, Link(inner, Written(folder, "real", content)));
        },
        ["folder that is a link"] = (folder, content) =>
        {
            _ = Written(Directory.CreateDirectory(Path.Combine(folder, "inner")).FullName, "file", content);
            return Path.Combine(Directory.CreateSymbolicLink(Path.Combine(folder, "link"), "inner").FullName, "file");
        },
    };

    /// <summary>Nothing, but a file can be created there.</summary>
    public static readonly IReadOnlyDictionary<string, Func<string, string, string>> Creatable = new Dictionary<string, Func<string, string, string>>(StringComparer.Ordinal)
    {
        ["nothing"] = (folder, _) => Path.Combine(folder, "absent"),
        ["missing folder"] = (folder, _) => Path.Combine(folder, "x", "y", "absent"),
        ["link to a file that is not there yet"] = (folder, _) => Link(folder, Path.Combine(folder, "absent")),
        ["relative link to a file that is not there yet"] = (folder, _) => Link(folder, "absent"),
    };

    /// <summary>Something that is not a file, or cannot become one.</summary>
    public static readonly IReadOnlyDictionary<string, Func<string, string, string>> Impossible = new Dictionary<string, Func<string, string, string>>(StringComparer.Ordinal)
    {
        ["link to a folder that is not there"] = (folder, _) => Link(folder, Path.Combine(folder, "unmounted", "file")),
        ["link to itself"] = (folder, _) => Link(folder, Path.Combine(folder, "link")),
        ["link to a folder"] = (folder, _) => Link(folder, Directory.CreateDirectory(Path.Combine(folder, "inner")).FullName),
        ["folder"] = (folder, _) => Directory.CreateDirectory(Path.Combine(folder, "inner")).FullName,
        ["pipe"] = (folder, _) => Pipe(Path.Combine(folder, "pipe")),
        ["link to a pipe"] = (folder, _) => Link(folder, Pipe(Path.Combine(folder, "pipe"))),
        ["device"] = (_, _) => "/dev/null",
        ["device without end"] = (_, _) => "/dev/zero",
        ["socket"] = (folder, _) => BoundSocket(Path.Combine(folder, "socket")),
        ["file as a folder"] = (folder, content) => Path.Combine(Written(folder, "file", content), "inner"),
        ["name that is too long"] = (folder, _) => Path.Combine(folder, new string('n', 300)),
        ["read-only file system"] = (_, _) => "/proc/greyactors",
    };

    private static string Written(string folder, string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static string Link(string folder, string target) => File.CreateSymbolicLink(Path.Combine(folder, "link"), target).FullName;

    private static string Pipe(string path) => Made(path, "mkfifo", path);

    // .NET removes the name of a socket when it is closed.
    private static string BoundSocket(string path) => Made(path, "perl", "-MIO::Socket::UNIX", "-e", "IO::Socket::UNIX->new(Local => shift, Listen => 1) or die", path);

    private static string Made(string path, string command, params string[] arguments)
    {
        using var made = Process.Start(command, arguments);
        made.WaitForExit();
        return made.ExitCode == 0 ? path : throw new InvalidOperationException($"{command} did not make {path}");
    }
}
