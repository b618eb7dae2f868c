using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>No signal that the service handles ends it by the system's default action, whenever it comes.</summary>
public sealed class SignalTests
{
    private const int Signals = 200;
    private const int Hup = 1, Int = 2, Quit = 3, Usr1 = 10, Pipe = 13, Term = 15;

    // SIGPIPE is ignored by the runtime, the others are handled.
    private static readonly int[] Handled = [Hup, Int, Quit, Usr1, Term];

    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 5)]
    [InlineData(3, 1)]
    public async Task Mixed_signals_from_the_start_to_the_last_moment_end_in_exit_code_0(int seed, int apart)
    {
        var random = new Random(seed);
        await using var program = GreyActorsProcess.Launched(GreyActorsConfiguration.RelayingTo(FreePort.Next()).With("shutdown-timeout", "1s"));
        await Eventually.Holds("the program handles its signals", () => Handled.All(signal => (Caught(program.Id) & (1UL << (signal - 1))) != 0));

        var sent = 0;
        while (program.IsRunning)
        {
            // The stop must not be the first signal, because the start would end without the others.
            int[] those = sent < Signals / 4 ? [Hup, Usr1, Pipe] : [.. Handled, Pipe];
            if (sent++ < 100 * Signals)
                _ = Kill(program.Id, those[random.Next(those.Length)]);
            await Task.Delay(TimeSpan.FromMilliseconds(apart * random.NextDouble()));
        }

        Assert.Equal(0, await program.ExitCode());
        Assert.True(sent >= Signals / 4, $"{sent} signals");
        Assert.Equal("", program.Error.Trim());
    }

    [Theory]
    [InlineData(Term)]
    [InlineData(Int)]
    [InlineData(Quit)]
    public async Task A_stop_requested_during_the_start_follows_the_start(int signal)
    {
        await using var program = GreyActorsProcess.Launched(GreyActorsConfiguration.RelayingTo(FreePort.Next()));
        await Eventually.Holds("the program handles its signals", () => Handled.All(one => (Caught(program.Id) & (1UL << (one - 1))) != 0));

        Assert.Equal(0, Kill(program.Id, signal));

        Assert.Equal(0, await program.ExitCode());
    }

    [Fact]
    public void Ctrl_C_ends_a_command_that_waits_for_the_service()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var result = Command.Run(
            "timeout", ["--preserve-status", "-s", "INT", "2", "dotnet", GreyActorsProcess.ProgramFile, "status", "--url", $"http://{silent.LocalEndpoint}"]);

        // 128 and SIGINT. A command that ignored it would have ended with 69, after 20 s.
        Assert.Equal(130, result.ExitCode);
    }

    // proc(5): signals that have a handler.
    private static ulong Caught(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("SigCgt:", StringComparison.Ordinal));
        return line is null ? 0 : ulong.Parse(line["SigCgt:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    // Not the kill command: hundreds of processes take longer than the program runs.
    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
