namespace GreyActors.Files;

/// <summary>What the framework throws where a file, a folder or an address cannot be used.</summary>
internal static class FileProblem
{
    /// <summary>Whether an exception says that; any other is a bug.</summary>
    public static bool Is(Exception problem) => problem is IOException or UnauthorizedAccessException;

    /// <summary>The reason in words. In a working directory that was deleted the framework names neither the file nor the folder.</summary>
    public static string Describe(Exception problem) => IsHere() ? problem.Message
        : $"the working directory was deleted, so no relative file name can be used: {problem.Message}";

    private static bool IsHere()
    {
        try
        {
            return Environment.CurrentDirectory.Length > 0;
        }
        catch (Exception gone) when (Is(gone))
        {
            return false;
        }
    }
}
