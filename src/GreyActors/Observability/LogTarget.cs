using GreyActors.Files;

namespace GreyActors.Observability;

/// <summary>Opens the target of a log by its name.</summary>
/// <remarks>
/// /dev/stdout and similar names lead to an inherited descriptor, which is duplicated. Opening the name would fail for a socket (systemd) and for a
/// pipe of another user (a container that changes its user), and would overwrite a file that the shell has opened.
/// </remarks>
internal static class LogTarget
{
    /// <summary>Opens the output and creates the file and its folder; null: a pipe without a reader.</summary>
    /// <exception cref="IOException">The output cannot be opened, or the folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The permission is missing.</exception>
    public static ILogOutput? Open(string path)
    {
        if (OperatingSystem.IsLinux() && OutputPath.DescriptorOf(path) is { } number)
            return Given(number) ?? throw new IOException($"'{path}': the process was started without this descriptor");
        if (OutputPath.WhyNot(path) is { } why)
            throw new IOException($"'{path}' {why}");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsLinux())
            return new StreamOutput(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete), isFile: true);
        return Descriptor.OpenToAppend(path) is { } handle ? new DescriptorOutput(handle, path) : null;
    }

    /// <summary>The output of an inherited descriptor; null if the process has not inherited it.</summary>
    public static ILogOutput? Given(int number)
    {
        if (!OperatingSystem.IsLinux())
            return new StreamOutput(number == Descriptor.StandardError ? Console.OpenStandardError() : Console.OpenStandardOutput(), isFile: false);
        return Descriptor.IsGiven(number) ? new DescriptorOutput(Descriptor.Duplicate(number), path: null) : null;
    }

    /// <summary>The file that is renamed when the log is rotated: the final target of a link. The link stays.</summary>
    public static string FileOf(string path) => FileLink.TargetOf(path) ?? path;
}
