namespace GreyActors;

/// <summary>Follows symbolic links, so that an error names what is wrong with the link and not with a file that nobody named.</summary>
internal static class FileLink
{
    /// <summary>Why a path leads to nothing although there is a link; null where it leads to something, and where there is no link.</summary>
    public static string? WhyNowhere(string path)
    {
        try
        {
            // Of a link itself the framework says that it exists, wherever it leads.
            return File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target && !Path.Exists(target.FullName)
                ? $"is a link to '{target.FullName}', which does not exist"
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
        return File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target && Directory.Exists(Path.GetDirectoryName(target.FullName))
            ? target.FullName
            : throw new IOException($"'{path}' {why}, nor does its folder");
    }
}
