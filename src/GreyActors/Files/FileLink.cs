namespace GreyActors.Files;

/// <summary>Follows symbolic links, so that an error describes the link and not a file that the user did not name.</summary>
internal static class FileLink
{
    /// <summary>The final target of a link; null if the path is not a link.</summary>
    /// <exception cref="IOException">The path does not exist, or the links form a loop.</exception>
    /// <exception cref="UnauthorizedAccessException">The permission to read a directory is missing.</exception>
    public static string? TargetOf(string path) =>
        // For a bare file name, the framework looks for a relative target below the root directory instead of the working directory.
        File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)?.FullName;

    /// <summary>Why a link leads to nothing; null if it leads to a file, or if there is no link.</summary>
    public static string? WhyNowhere(string path)
    {
        try
        {
            // The framework reports that a link exists, even without its target.
            return TargetOf(path) is { } target && !Path.Exists(target)
                ? $"is a link to '{target}', which does not exist"
                : null;
        }
        catch (Exception nothing) when (nothing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (IOException)
        {
            return "is a link to itself";
        }
        catch (UnauthorizedAccessException)
        {
            // Opening it reports the error.
            return null;
        }
    }

    /// <summary>The place where a missing file is created: the final target of a link, otherwise the path itself.</summary>
    /// <exception cref="IOException">The links form a loop, or lead into a folder that does not exist. That folder is not created, because its file system may not be mounted yet.</exception>
    public static string PlaceOf(string path)
    {
        if (WhyNowhere(path) is not { } why)
            return path;
        return TargetOf(path) is { } target && Directory.Exists(Path.GetDirectoryName(target))
            ? target
            : throw new IOException($"'{path}' {why}, nor does its folder");
    }
}
