using System.Reflection;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>Files of the repository that are tried as they are.</summary>
public static class RepositoryFile
{
    private static readonly string Root = System.IO.Path.GetFullPath(
        typeof(RepositoryFile).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Repository").Value!,
        AppContext.BaseDirectory);

    /// <summary>The absolute path of a file, given from the root.</summary>
    public static string Path(string name) => System.IO.Path.Combine(Root, name);

    /// <summary>The text of the file.</summary>
    public static string Read(string name) => File.ReadAllText(Path(name));
}
