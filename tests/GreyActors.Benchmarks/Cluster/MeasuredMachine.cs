using System.Diagnostics;
using System.Globalization;

namespace GreyActors.Benchmarks.Cluster;

/// <summary>A <see cref="ClusterMachine"/> in a process of its own.</summary>
internal sealed class MeasuredMachine : IDisposable
{
    private const int Attempts = 5;

    private readonly Process _process;

    private MeasuredMachine(string configuration)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(MeasuredMachine).Assembly.Location, "cluster-machine", configuration])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    /// <summary>The processor time so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The maximum of its memory so far, in megabytes.</summary>
    public long PeakMegabytes => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;

    /// <summary>Starts a machine; returns it with the seconds until all partitions answered it.</summary>
    /// <remarks>A machine that ends is started again, as systemd does: on a computer that is busy with other work, the others may vote it out while it starts.</remarks>
    public static async Task<(MeasuredMachine Machine, double Seconds)> Start(string configuration)
    {
        for (var attempt = 1; ; attempt++)
        {
            var machine = new MeasuredMachine(configuration);
            try
            {
                return (machine, (await machine.Answer())[0]);
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                machine.Dispose();
            }
        }
    }

    /// <summary>Sends a command; returns the numbers of its answer.</summary>
    public Task<double[]> Do(FormattableString command)
    {
        _process.StandardInput.WriteLine(FormattableString.Invariant(command));
        _process.StandardInput.Flush();
        return Answer();
    }

    /// <summary>Ends it as a crash does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private async Task<double[]> Answer()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(ClusterMachine.Mark, StringComparison.Ordinal))
                return [.. line[ClusterMachine.Mark.Length..].Split(' ').Select(word => double.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : double.NaN)];
            Console.Error.WriteLine(line);
        }

        throw new InvalidOperationException("A machine has ended; the lines above have its reason.");
    }
}
