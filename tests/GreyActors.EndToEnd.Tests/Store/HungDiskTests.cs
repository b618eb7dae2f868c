using System.Diagnostics;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>A disk that does not answer: mail is handled as on-store-failure says, the program reports it, recovers by itself, and can be stopped.</summary>
public sealed class HungDiskTests
{
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(2);

    // For a busy machine.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task A_frozen_disk_delays_no_mail_and_no_earlier_answer_is_contradicted_after_the_thaw()
    {
        using var disk = new FrozenDisk();
        await using var recorder = new RecordingMailServer();
        await using var program = await Started(recorder, disk["greylist.db"]);
        await program.Pass("known");
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("waiting"), StringComparison.Ordinal);

        disk.Freeze();
        try
        {
            var frozen = Stopwatch.StartNew();
            var fails = program.FailsCheck("store-writes");
            for (var i = 0; i < 3; i++)
            {
                var asked = frozen.Elapsed;
                Assert.StartsWith(Attempts.StoreFailure, await program.Attempt($"during{i}"), StringComparison.Ordinal);
                Assert.InRange(frozen.Elapsed - asked, TimeSpan.Zero, StoreTimeout + Margin);
            }

            Assert.Contains("did not answer", await fails, StringComparison.Ordinal);
            Assert.InRange(frozen.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }
        finally
        {
            disk.Thaw();
        }

        await program.JudgesAgain("after");
        Assert.StartsWith("250", await program.Attempt("known"), StringComparison.Ordinal);
        Assert.StartsWith("250", await program.Attempt("waiting"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_on_a_frozen_disk_ends_in_time_except_for_threads_in_the_kernel()
    {
        using var disk = new FrozenDisk();
        await using var recorder = new RecordingMailServer();
        await using var program = await Started(recorder, disk["greylist.db"]);
        await program.Pass("known");

        disk.Freeze();
        try
        {
            Assert.StartsWith(Attempts.StoreFailure, await program.Attempt("during"), StringComparison.Ordinal);
            program.Signal("TERM");
            // The first thread has ended and no port is open. A thread inside the kernel may remain until the thaw.
            await Eventually.Holds("the process has ended itself", () => State(program.Id) is 'Z' or 'X', TimeSpan.FromSeconds(1 + 5) + Margin);
            await Assert.ThrowsAsync<SocketException>(() => SmtpClientSocket.Connect(program.SmtpPort));
        }
        finally
        {
            disk.Thaw();
        }

        await program.ExitCode();
        await program.Restart();
        Assert.StartsWith("250", await program.Attempt("known"), StringComparison.Ordinal);
    }

    private static Task<GreyActorsProcess> Started(RecordingMailServer recorder, string store) => GreyActorsProcess.Start(
        GreyActorsConfiguration.RelayingTo(recorder.Port)
            .With("greylisting.on-store-failure", "defer")
            .With("store.path", $"\"{store}\"")
            .With("store.timeout", "2s")
            .With("shutdown-timeout", "1s"));

    // proc(5): after the name, which is in parentheses.
    private static char State(int process)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{process}/stat");
            return status[status.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return 'X';
        }
    }
}
