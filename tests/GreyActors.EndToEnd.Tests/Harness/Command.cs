using System.Diagnostics;
using System.Text;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>What a command that ran to its end said.</summary>
/// <param name="ExitCode">Zero when it was content.</param>
/// <param name="Output">Standard output, byte for byte as Latin-1.</param>
/// <param name="Error">Standard error.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Everything it said.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Output}{Error}";
}

/// <summary>Runs a command to its end, within a bound.</summary>
public static class Command
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Runs it and returns what it said, whatever its exit code.</summary>
    public static CommandResult Run(string file, params IEnumerable<string> arguments) => Run(Bound, file, arguments);

    /// <summary>The same for what may take longer.</summary>
    public static CommandResult Run(TimeSpan bound, string file, params IEnumerable<string> arguments)
    {
        using var process = Start(file, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(bound))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file} {string.Join(' ', arguments)} did not end");
        }

        return new CommandResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Runs it as root, with sudo where we are somebody else; a failure is an exception.</summary>
    public static string AsRoot(string file, params IEnumerable<string> arguments)
    {
        var result = Environment.UserName == "root" ? Run(file, arguments) : Run("sudo", ["-n", file, .. arguments]);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)}: {result}");
    }

    private static Process Start(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.Latin1,
        };
        // Debian keeps Postfix in /usr/sbin, which is not on everybody's path.
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
        process.StandardInput.Close();
        return process;
    }
}
