using System.Diagnostics;
using System.Text;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A command on a terminal of its own, made by <c>script</c> (bsdutils), and what it has written there.</summary>
public sealed class Terminal : IDisposable
{
    private readonly StringBuilder _written = new();
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    public Terminal(string commandLine)
    {
        var start = new ProcessStartInfo("script", ["-qefc", $"stty cols 200 rows 60; exec {commandLine}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["TERM"] = "xterm", ["LC_ALL"] = "C.UTF-8" },
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            lock (_written)
                _written.Append(line.Data).Append('\n');
        };
        _process.BeginOutputReadLine();
    }

    /// <summary>Everything from the last heading of the table on.</summary>
    public string LastLook
    {
        get
        {
            lock (_written)
            {
                var all = _written.ToString();
                return all[Math.Max(0, all.LastIndexOf("behaviour", StringComparison.Ordinal))..];
            }
        }
    }

    /// <summary>Presses Ctrl-C, and returns the exit code.</summary>
    public int Interrupt()
    {
        _process.StandardInput.Write('\x03');
        _process.StandardInput.Flush();
        return _process.WaitForExit(Eventually.Patience) ? _process.ExitCode : throw new TimeoutException("the command did not end");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
