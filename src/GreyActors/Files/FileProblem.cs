namespace GreyActors.Files;

/// <summary>The framework's exceptions for a file, a folder or an address that cannot be used.</summary>
internal static class FileProblem
{
    /// <summary>Whether an exception is one of them; any other is a bug.</summary>
    public static bool Is(Exception problem) => problem is IOException or UnauthorizedAccessException;

    /// <summary>The reason in words. If the working directory was deleted, the framework's message names neither the file nor the folder.</summary>
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
