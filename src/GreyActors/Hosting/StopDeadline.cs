using System.Globalization;
using System.Runtime.InteropServices;
using GreyActors.Components;

namespace GreyActors.Hosting;

/// <summary>Ends the process where it would not end by itself: a stop that waits for a disk, and a bug on a thread that nobody supervises.</summary>
/// <remarks>
/// Nothing is lost by such an end: each answer was on the disk before it was sent. A thread that waits for a frozen file system inside the kernel cannot be
/// ended by anybody, and the kernel keeps what is left of the process until the file system is thawed; by then it listens no more and answers nobody.
/// </remarks>
internal static class StopDeadline
{
    /// <summary>What a stop may take beside <c>shutdown-timeout</c>.</summary>
    public static readonly TimeSpan AfterSessions = TimeSpan.FromSeconds(4.5);

    // Standard error may be a pipe that nobody reads.
    private static readonly TimeSpan ToSpeak = TimeSpan.FromSeconds(0.2);

    /// <summary>From now on the process has so long to end.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="exitCode">The exit code that the process would have ended with. A stop is no failure because a disk is slow.</param>
    /// <param name="errors">Standard error.</param>
    public static void Begin(TimeSpan limit, Func<int> exitCode, TextWriter errors)
    {
        // A thread of its own: those of the pool may all wait for the disk.
        new Thread(() =>
        {
            Thread.Sleep(limit);
            End(exitCode(), errors, string.Create(
                CultureInfo.InvariantCulture, $"the stop took longer than {limit.TotalSeconds:0.#} s: does a disk hang? Everything that was answered is stored"));
        })
        {
            IsBackground = true,
            Name = "stop deadline",
        }.Start();
    }

    /// <summary>An exception that nobody catches ends the process with <see cref="ExitCode.Software"/>, as a part that dies does.</summary>
    public static void EndOnBugs(TextWriter errors) =>
        AppDomain.CurrentDomain.UnhandledException += (_, bug) => End(ExitCode.Software, errors, $"a part of the program failed: {bug.ExceptionObject}");

    private static void End(int exitCode, TextWriter errors, string why)
    {
        var speaking = new Thread(() => errors.WriteLine($"greyactors: {why}")) { IsBackground = true };
        speaking.Start();
        speaking.Join(ToSpeak);
        // Not Environment.Exit: it waits for whatever else ends with the process.
        if (OperatingSystem.IsWindows())
            Environment.Exit(exitCode);
        else
            ExitAtOnce(exitCode);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ExitAtOnce(int exitCode);
}
