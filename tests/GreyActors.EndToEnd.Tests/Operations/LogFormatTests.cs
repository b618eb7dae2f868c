using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Store;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>Logs for machines, and for the journal.</summary>
public sealed class LogFormatTests
{
    [Fact]
    public async Task As_JSON_every_line_of_every_log_is_an_object_and_a_mail_has_its_fields()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(
            GreyActorsConfiguration.RelayingTo(recorder.Port).With("log.format", "json").With("log.console", "json").With("log.components-interval", "1s"));

        await program.Pass("bob");
        await Eventually.Holds("it is logged", () => program.GreylistLogText().Contains("waited", StringComparison.Ordinal));
        await Eventually.Holds("the live components are listed", () => program.DebugLog().Contains("\"components\":[", StringComparison.Ordinal));
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());

        var mails = Objects(program.GreylistLogText());
        Assert.Equal("DEFERRED", Text(mails[0], "status"));
        var passed = mails.First(mail => mail.TryGetProperty("waited", out _));
        Assert.Equal("127.0.0.1", Text(passed, "client"));
        Assert.Equal("127.0.0.0/24", Text(passed, "identity"));
        Assert.Equal("a@example.net", Text(passed, "from"));
        Assert.Equal("bob@example.test", Assert.Single(passed.GetProperty("to").EnumerateArray()).GetString());
        Assert.InRange(passed.GetProperty("waited").GetDouble(), 1, 60);
        Assert.InRange(passed.GetProperty("time").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        Assert.StartsWith("client-", Text(passed, "session"), StringComparison.Ordinal);
        Assert.NotEmpty(Text(passed, "reason"));

        var debug = Objects(program.DebugLog());
        Assert.Contains(debug, line => line.TryGetProperty("text", out var text) && text.GetString() == "RCPT TO:<bob@example.test>" && Text(line, "said") == "client");
        var console = Objects(program.Output);
        Assert.Contains(console, line => Text(line, "@m").Contains("Listening on", StringComparison.Ordinal));
        Assert.Contains(console, line => line.TryGetProperty("Status", out var status) && status.GetString() == "DEFERRED");
    }

    [Fact]
    public async Task Only_the_journal_gets_the_priority_before_each_line()
    {
        using var folder = new TemporaryFolder("journal");
        await using var recorder = new RecordingMailServer();
        // As with systemd: the variable names the socket or pipe of the journal.
        var starter = folder["under-the-journal"];
        await File.WriteAllTextAsync(starter, $"""
            #!/bin/sh
            exec 5>&1
            exec env JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/5) dotnet {GreyActorsProcess.ProgramFile} "$@"
            """);
        File.SetUnixFileMode(starter, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port) with { Executable = starter });
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());

        Assert.All(program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^<[3467]>[A-Za-z]+: ", line));
        Assert.Contains("<6>GreylistServer: Listening on", program.Output, StringComparison.Ordinal);

        await using var other = await GreyActorsProcess.Start(
            GreyActorsConfiguration.RelayingTo(recorder.Port) with { Environment = ["JOURNAL_STREAM=8:1"] });
        await other.Says("Listening on");
        Assert.DoesNotContain("<6>", other.Output, StringComparison.Ordinal);
    }

    private static JsonElement[] Objects(string log) =>
        [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
