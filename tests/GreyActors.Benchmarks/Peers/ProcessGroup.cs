using System.Diagnostics;
using System.Globalization;

namespace GreyActors.Benchmarks.Peers;

/// <summary>
/// The processes of one server, with all that they start: their processor time, those included that have ended, and their memory. They live in a
/// control group of their own, where the kernel counts to the nanosecond; as root, in Linux, with version 1 or 2.
/// </summary>
internal sealed class ProcessGroup : IDisposable
{
    private const string Version1 = "/sys/fs/cgroup/cpuacct";
    private const string Version2 = "/sys/fs/cgroup";

    private static int _made;

    private readonly string _folder;
    private readonly bool _isVersion1 = File.Exists($"{Version1}/cpuacct.usage");

    public ProcessGroup()
    {
        _folder = Path.Combine(_isVersion1 ? Version1 : Version2, string.Create(CultureInfo.InvariantCulture, $"greyactors-{Environment.ProcessId}-{++_made}"));
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Processor time of all processes that are or were in it.</summary>
    public ProcessorTime ProcessorTime => _isVersion1
        ? new ProcessorTime(Nanoseconds("cpuacct.usage"), Nanoseconds("cpuacct.usage_sys"))
        : new ProcessorTime(Microseconds("usage_usec"), Microseconds("system_usec"));

    /// <summary>Memory that is theirs now, in bytes; pages that processes share are counted once (PSS).</summary>
    public long Memory => Members.Sum(Resident);

    private IEnumerable<int> Members => File.ReadLines(Path.Combine(_folder, "cgroup.procs")).Select(line => int.Parse(line, CultureInfo.InvariantCulture));

    /// <summary>Starts a program in the group; what it says goes into a file.</summary>
    public void Start(string folder, string output, string program, params string[] arguments)
    {
        // The shell enters the group first, so that nothing is started outside it.
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", "echo $$ > \"$0\" && exec > \"$1\" 2>&1 < /dev/null && shift && exec \"$@\"", Path.Combine(_folder, "cgroup.procs"), output, program, .. arguments])
        {
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start);
    }

    public void Dispose()
    {
        for (var signal = 15; Members.Any(); signal = 9)
        {
            foreach (var member in Members)
                Tool.Run("/bin/sh", "-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {member} 2>/dev/null || true"));
            for (var waited = 0; waited < 100 && Members.Any(); waited++)
                Thread.Sleep(50);
        }

        Directory.Delete(_folder);
    }

    private TimeSpan Nanoseconds(string file) => TimeSpan.FromTicks(long.Parse(File.ReadAllText(Path.Combine(_folder, file)), CultureInfo.InvariantCulture) / 100);

    private TimeSpan Microseconds(string key) => TimeSpan.FromMicroseconds(long.Parse(
        File.ReadLines(Path.Combine(_folder, "cpu.stat")).First(line => line.StartsWith(key, StringComparison.Ordinal)).AsSpan(key.Length), CultureInfo.InvariantCulture));

    private static long Resident(int process)
    {
        try
        {
            var row = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/smaps_rollup")).FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return row is null ? 0 : 1024 * long.Parse(row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return 0;
        }
    }
}

/// <summary>Processor time, and how much of it was the operating system's.</summary>
internal readonly record struct ProcessorTime(TimeSpan Total, TimeSpan System)
{
    public static ProcessorTime operator -(ProcessorTime later, ProcessorTime earlier) => new(later.Total - earlier.Total, later.System - earlier.System);
}
