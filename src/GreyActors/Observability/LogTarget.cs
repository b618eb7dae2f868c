using GreyActors.Files;

namespace GreyActors.Observability;

/// <summary>What the name of a log leads to, and how it is opened.</summary>
/// <remarks>
/// /dev/stdout and its like lead to a descriptor that the process was given. Opening them by their name fails for a socket (systemd) and where somebody else
/// owns the pipe (a container that changes its user), and would write a file of the shell from its beginning: the descriptor is duplicated instead.
/// </remarks>
internal static class LogTarget
{
    /// <summary>Opens the output and makes the file and its folder; null: a pipe that no process reads now.</summary>
    /// <exception cref="IOException">It cannot be opened, or the folder not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public static ILogOutput? Open(string path)
    {
        if (OperatingSystem.IsLinux() && OutputPath.DescriptorOf(path) is { } number)
            return Given(number) ?? throw new IOException($"'{path}': the process was started without it");
        if (OutputPath.WhyNot(path) is { } why)
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
            return new StreamOutput(number == Descriptor.StandardError ? Console.OpenStandardError() : Console.OpenStandardOutput(), isFile: false);
        return Descriptor.IsGiven(number) ? new DescriptorOutput(Descriptor.Duplicate(number), path: null) : null;
    }

    /// <summary>The file that is renamed when the log is rotated: the one at the end of all links. The links stay.</summary>
    public static string FileOf(string path) => FileLink.TargetOf(path) ?? path;
}
