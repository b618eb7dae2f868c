using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>Standard output and standard error may be pipes, read or not, full, or closed: mail flows, and the program stops when it is asked to.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("outputs");

    [Theory]
    [InlineData("full pipe", "/dev/stdout", "/dev/stderr")]
    [InlineData("reader left", "/dev/stdout", "/dev/stderr")]
    [InlineData("full disk", "/dev/stdout", "/dev/stderr")]
    [InlineData("closed", "", "")]
    public async Task Blocked_outputs_delay_neither_mail_nor_a_stop(string outputs, string greylist, string debug)
    {
        using var reader = outputs is "full pipe" or "reader left" ? Pipe() : null;
        await using var program = GreyActorsProcess.Launched(GreyActorsConfiguration.RelayingTo(FreePort.Next())
            .With("log.greylist", $"\"{greylist}\"").With("log.debug", $"\"{debug}\"").With("log.level", "debug").With("shutdown-timeout", "1s")
            with
        { Executable = Script(outputs) });
        await Eventually.Holds("it listens", async () => await program.Greets(), TimeSpan.FromSeconds(90));
        if (outputs == "reader left")
            reader!.Dispose();

        for (var round = 0; round < 2; round++)
        {
            await Defer(program);
            program.Signal("HUP");
            program.Signal("USR1");
        }

        await Defer(program);
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
    }

    [Fact]
    public async Task Standard_error_has_the_number_of_lost_console_lines_at_the_end()
    {
        await using var program = GreyActorsProcess.Launched(GreyActorsConfiguration.RelayingTo(FreePort.Next()) with { Executable = Script("full console") });
        await Eventually.Holds("it listens", async () => await program.Greets(), TimeSpan.FromSeconds(90));

        program.Signal("TERM");

        Assert.Equal(0, await program.ExitCode());
        Assert.Matches("^greyactors: [1-9][0-9]* lines of the console log were lost: the console: No space left on device\n$", program.Error);
    }

    [Fact]
    public async Task A_container_without_a_home_reads_every_log_as_JSON_from_standard_output_and_standard_error()
    {
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(FreePort.Next())
            .With("log.greylist", "\"/dev/stdout\"").With("log.debug", "\"/dev/stderr\"").With("log.format", "json").With("log.console", "json")
            with
        { Environment = ["--unset=HOME"] });

        await Defer(program);
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());

        await Eventually.Holds("all is read", () => program.Output.Contains("Shutting down", StringComparison.Ordinal) && program.Error.Contains("221 2.0.0", StringComparison.Ordinal));
        var lines = program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal("DEFERRED", Assert.Single(lines, line => line.TryGetProperty("status", out _)).GetProperty("status").GetString());
        Assert.Contains(lines, line => line.TryGetProperty("@m", out var text) && text.GetString()!.StartsWith("Mail \"DEFERRED\"", StringComparison.Ordinal));
        Assert.All(program.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task On_a_terminal_the_logs_are_lines_of_the_terminal()
    {
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(FreePort.Next()).With("log.greylist", "\"/dev/stdout\""));
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());

        using var terminal = new Terminal($"env --chdir='{Path.GetDirectoryName(program.ConfigurationFile)}' {GreyActorsProcess.CommandLineOf("run", "--config", program.ConfigurationFile)}");
        await Eventually.Holds("it listens", program.Greets, TimeSpan.FromSeconds(90));
        await Defer(program);

        await Eventually.Holds("both logs are there", () => terminal.LastLook is var text && text.Contains("| DEFERRED | ", StringComparison.Ordinal) && text.Contains("Mail DEFERRED from", StringComparison.Ordinal));
        Assert.Equal(0, terminal.Interrupt());
    }

    public void Dispose() => _folder.Dispose();

    private static async Task Defer(GreyActorsProcess program)
    {
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);
        // A new triplet each time, because a second attempt may pass.
        await client.Play($"""
            C: MAIL FROM:<{Guid.NewGuid():N}@example.net>
            S: 250
            C: RCPT TO:<b@example.test>
            S: 451 4.7.1
            C: QUIT
            S: 221 2.0.0
            """);
    }

    // Opened for reading and writing, so that opening does not block; then filled.
    private SafeFileHandle Pipe()
    {
        Command.Run("mkfifo", [_folder["pipe"]]);
        var pipe = new FileStream(_folder["pipe"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        pipe.Write(new byte[64 * 1024]);
        return pipe.SafeFileHandle;
    }

    private string Script(string outputs)
    {
        var redirections = outputs switch
        {
            "closed" => "<&- >&- 2>&-",
            "full disk" => ">/dev/full 2>/dev/full",
            "full console" => ">/dev/full",
            _ => $">'{_folder["pipe"]}' 2>'{_folder["pipe"]}'",
        };
        var script = _folder["start"];
        File.WriteAllText(script, $"#!/bin/sh\nexec dotnet '{GreyActorsProcess.ProgramFile}' \"$@\" {redirections}\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return script;
    }
}
