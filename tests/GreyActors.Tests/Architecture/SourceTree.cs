using System.Reflection;
using System.Text.RegularExpressions;
using GreyActors.Components;

namespace GreyActors.Tests.Architecture;

/// <summary>The repository's text, and the assemblies built from it.</summary>
internal static partial class SourceTree
{
    public static Assembly Core { get; } = typeof(Core.Smtp.SmtpSession).Assembly;

    public static Assembly Program { get; } = typeof(Component).Assembly;

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Every source file under <c>src</c>: its path from the root, and its text.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } = Under("src");

    /// <summary>Every source file under <c>tests</c>.</summary>
    public static IReadOnlyList<SourceFile> Tests { get; } = Under("tests");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static SourceFile[] Under(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !Generated().IsMatch(path))
            .Order()
            .Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(Root, path)))),
    ];

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "GreyActors.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);

    [GeneratedRegex(@"[/\\](obj|bin)[/\\]")]
    private static partial Regex Generated();
}

/// <summary>One source file.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public override string ToString() => Path;
}
