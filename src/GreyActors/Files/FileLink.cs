namespace GreyActors.Files;

/// <summary>Follows symbolic links, so that an error names what is wrong with the link and not with a file that nobody named.</summary>
internal static class FileLink
{
    /// <summary>What is at the end of all links; null where the path is no link.</summary>
    /// <exception cref="IOException">There is nothing at the path, or the links form a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not read a directory on the way.</exception>
    public static string? TargetOf(string path) =>
        // Given a bare file name, the framework looks for a relative target below the root directory instead of the working directory.
        File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)?.FullName;

    /// <summary>Why a path leads to nothing although there is a link; null where it leads to something, and where there is no link.</summary>
    public static string? WhyNowhere(string path)
    {
        try
        {
            // Of a link itself the framework says that it exists, wherever it leads.
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
            return "is a link that leads back to itself";
        }
        catch (UnauthorizedAccessException)
        {
            // The attempt to open it reports that.
            return null;
        }
    }

    /// <summary>Where a file is created that is not there yet: at the end of all links, else at the path itself.</summary>
    /// <exception cref="IOException">The links form a circle, or lead to a folder that does not exist. No folder is created at the end of a link: a file system may not be mounted yet.</exception>
    public static string PlaceOf(string path)
    {
        if (WhyNowhere(path) is not { } why)
            return path;
        return TargetOf(path) is { } target && Directory.Exists(Path.GetDirectoryName(target))
            ? target
            : throw new IOException($"'{path}' {why}, nor does its folder");
    }
}
