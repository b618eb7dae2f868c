using System.Diagnostics;

namespace GreyActors.Benchmarks.Peers;

/// <summary>External programs that the comparison needs, and their Debian packages.</summary>
internal static class Tool
{
    // Some of Debian's folders for programs are not in every user's PATH.
    private static readonly string[] Places = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", "/sbin"];

    private static readonly (string Program, string Package)[] Needed =
    [
        ("cc", "gcc libc6-dev"), ("postfix", "postfix"), ("postconf", "postfix"), ("smtp-sink", "postfix"), ("postgrey", "postgrey"), ("nsd", "nsd"),
    ];

    /// <summary>What must be installed first; empty when nothing is missing.</summary>
    public static string[] MissingPackages() => [.. Needed.Where(tool => Find(tool.Program) is null).Select(tool => tool.Package).Distinct()];

    /// <summary>The path of a program that is there.</summary>
    public static string Path(string program) => Find(program) ?? throw new FileNotFoundException($"{program} is not installed.");

    /// <summary>The top of the repository.</summary>
    public static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "GreyActors.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The benchmarks run from the repository.");
    }

    /// <summary>Runs a program to its end; what it says is shown only when it fails.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}{errors.Result}");
    }

    private static string? Find(string program) => Places.Select(place => System.IO.Path.Combine(place, program)).FirstOrDefault(File.Exists);
}
