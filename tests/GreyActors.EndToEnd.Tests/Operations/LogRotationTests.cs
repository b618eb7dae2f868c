using System.IO.Compression;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>Rotation of logs by the real logrotate during mail.</summary>
public sealed class LogRotationTests : ProgramAndBackend
{
    private const string Snippet = "packaging/logrotate/greyactors";


    [Fact]
    public async Task With_the_shipped_rules_no_line_is_lost_and_none_comes_twice()
    {
        const int Sessions = 4;
        using var done = new CancellationTokenSource();
        var load = Enumerable.Range(0, Sessions).Select(session => Task.Run(() => Send(session, done.Token))).ToArray();
        var rules = Rules(create: true);
        for (var round = 0; round < 3; round++)
        {
            var before = Program.GreylistLogText().Length;
            await Eventually.Holds("lines are written", () => Program.GreylistLogText().Length > before);
            Rotate(rules);
            await Eventually.Holds("the next file is written to", () => Program.GreylistLogText().Length > 0);
            // The rotated files have the second in their names.
            await Task.Delay(TimeSpan.FromSeconds(1.1));
        }

        done.Cancel();
        var sent = await Task.WhenAll(load);
        Program.Signal("TERM");
        Assert.Equal(0, await Program.ExitCode());

        var files = Directory.GetFiles(Path.GetDirectoryName(Program["greylist.log"])!, "greylist.log*").Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length >= 4, string.Join(", ", files));
        Assert.Contains(files, file => file.EndsWith(".gz", StringComparison.Ordinal));
        var recipients = files.SelectMany(Lines).Select(GreylistLogLine.Parse).Select(line => line.ForwardPaths).Order(StringComparer.Ordinal);
        var expected = sent.SelectMany((count, session) => Enumerable.Range(0, count).Select(mail => $"<s{session}m{mail}@example.test>")).Order(StringComparer.Ordinal);
        Assert.Equal(expected, recipients);
    }

    [Fact]
    public async Task With_copytruncate_the_file_starts_again_without_a_hole()
    {
        await SendOne("before");
        await Eventually.Holds("it is logged", () => Program.GreylistLogText().Contains("<before@", StringComparison.Ordinal));

        Rotate(Rules(create: false));
        await SendOne("after");
        await Eventually.Holds("it is logged", () => Program.GreylistLogText().Contains("<after@", StringComparison.Ordinal));

        Assert.Equal("<after@example.test>", Assert.Single(Program.GreylistLog()).ForwardPaths);
    }

    [Fact]
    public async Task The_signal_opens_the_new_log_file_and_does_not_end_the_program()
    {
        await SendOne("before");
        await Eventually.Holds("it is logged", () => Program.GreylistLogText().Contains("<before@", StringComparison.Ordinal));

        File.Move(Program["greylist.log"], Program["elsewhere.log"]);
        Program.Signal("USR1");
        await Eventually.Holds("the log is created again", () => File.Exists(Program["greylist.log"]));
        await SendOne("after");
        await Eventually.Holds("it is logged", () => Program.GreylistLogText().Contains("<after@", StringComparison.Ordinal));

        Assert.DoesNotContain("<after@", await File.ReadAllTextAsync(Program["elsewhere.log"]), StringComparison.Ordinal);
    }

    private string Rules(bool create)
    {
        var rules = RepositoryFile.Read(Snippet)
            .Replace("/var/log/greyactors/*.log", Program["greylist.log"], StringComparison.Ordinal)
            .Replace("systemctl kill --kill-whom=main --signal=USR1 greyactors.service", $"kill -USR1 {Program.Id}", StringComparison.Ordinal)
            .Replace("    create\n", create ? "    create\n" : "    copytruncate\n", StringComparison.Ordinal);
        Assert.Contains($"kill -USR1 {Program.Id}", rules, StringComparison.Ordinal);
        var file = Program["logrotate.conf"];
        File.WriteAllText(file, rules);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    private void Rotate(string rules) => Command.AsRoot("logrotate", "--force", "--state", Program["logrotate.state"], rules);

    private async Task<int> Send(int session, CancellationToken done)
    {
        using var client = await SmtpClientSocket.Greeted(Program.SmtpPort);
        var mail = 0;
        for (; !done.IsCancellationRequested; mail++)
        {
            await client.Say("MAIL FROM:<a@example.net>", "250");
            await client.Say($"RCPT TO:<s{session}m{mail}@example.test>", "451");
            await client.Say("RSET", "250");
        }

        return mail;
    }

    private async Task SendOne(string recipient)
    {
        using var client = await SmtpClientSocket.Greeted(Program.SmtpPort);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say($"RCPT TO:<{recipient}@example.test>", "451");
        await client.Say("QUIT", "221");
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var stream = File.OpenRead(file);
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
