using System.Globalization;
using System.Runtime.InteropServices;
using GreyActors.Components;

namespace GreyActors.Hosting;

/// <summary>Ends the process if it would not end by itself: after a shutdown that waits for a disk, and after a bug on a thread without a supervisor.</summary>
/// <remarks>
/// Such an end loses nothing: each decision was on the disk before it was sent. A thread that waits inside the kernel for a frozen file system cannot be
/// ended, so the kernel keeps the process until the file system is thawed; but it no longer listens or answers.
/// </remarks>
internal static class StopDeadline
{
    /// <summary>The time that a shutdown may take in addition to <c>shutdown-timeout</c>.</summary>
    public static readonly TimeSpan AfterSessions = TimeSpan.FromSeconds(4.5);

    // Standard error may be a pipe without a reader.
    private static readonly TimeSpan ToWrite = TimeSpan.FromSeconds(0.2);

    /// <summary>Starts the deadline for the end of the process.</summary>
    /// <param name="limit">The time until the deadline.</param>
    /// <param name="exitCode">The exit code that the process would have ended with: a slow disk does not make a shutdown a failure.</param>
    /// <param name="errors">Standard error.</param>
    public static void Begin(TimeSpan limit, Func<int> exitCode, TextWriter errors)
    {
        // A separate thread: all threads of the pool may be waiting for the disk.
        new Thread(() =>
        {
            Thread.Sleep(limit);
            End(exitCode(), errors, string.Create(
                CultureInfo.InvariantCulture, $"the shutdown took longer than {limit.TotalSeconds:0.#} s: does a disk hang? All decisions that were sent are stored"));
        })
        {
            IsBackground = true,
            Name = "stop deadline",
        }.Start();
    }

    /// <summary>Makes an uncaught exception end the process with <see cref="ExitCode.Software"/>, like a part that fails.</summary>
    public static void EndOnBugs(TextWriter errors) =>
        AppDomain.CurrentDomain.UnhandledException += (_, bug) => End(ExitCode.Software, errors, $"a part of the program failed: {bug.ExceptionObject}");

    private static void End(int exitCode, TextWriter errors, string why)
    {
        var writing = new Thread(() => errors.WriteLine($"greyactors: {why}")) { IsBackground = true };
        writing.Start();
        writing.Join(ToWrite);
        // Not Environment.Exit, which waits for other code that runs at the end of the process.
        if (OperatingSystem.IsWindows())
            Environment.Exit(exitCode);
        else
            ExitAtOnce(exitCode);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ExitAtOnce(int exitCode);
}
