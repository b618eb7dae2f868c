using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.Observability;

public sealed class LogFilesTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public void Lines_go_to_their_own_file_as_they_are_and_missing_directories_are_made()
    {
        var (greylist, debug) = (_scratch.File("var", "log", "greylist.log"), _scratch.File("var", "debug.log"));

        using (var files = LogFiles.Open(Logs.Settings(greylist, debug)))
        {
            files.Greylist("one {with braces} | \"quoted\" | ");
            files.Greylist("two");
            files.Debug("three");
        }

        Assert.Equal("one {with braces} | \"quoted\" | \ntwo\n", File.ReadAllText(greylist));
        Assert.Equal("three\n", File.ReadAllText(debug));
    }

    [Fact]
    public void What_is_in_the_file_stays_there_when_it_is_opened_again()
    {
        var greylist = _scratch.File("greylist.log");
        foreach (var line in (string[])["before", "after"])
        {
            using var files = LogFiles.Open(Logs.Settings(greylist));
            files.Greylist(line);
        }

        Assert.Equal("before\nafter\n", File.ReadAllText(greylist));
    }

    [Fact]
    public void A_line_can_be_read_within_a_second_while_the_file_is_open()
    {
        var greylist = _scratch.File("greylist.log");
        using var files = LogFiles.Open(Logs.Settings(greylist));

        files.Greylist("now");

        Assert.True(SpinWait.SpinUntil(() => Logs.Read(greylist) == "now\n", TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void An_empty_path_switches_a_log_off()
    {
        using var files = LogFiles.Open(Logs.Settings(greylist: _scratch.File("greylist.log")));

        files.Debug("nowhere");

        Assert.False(files.DebugIsOn);
        Assert.Equal(["greylist.log"], Directory.GetFileSystemEntries(_scratch.File()).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_told_at_once() =>
        Assert.ThrowsAny<Exception>(() => LogFiles.Open(Logs.Settings(greylist: _scratch.File())));

    [Fact]
    public void Lines_that_the_disk_refuses_are_counted()
    {
        using var files = LogFiles.Open(Logs.Settings(greylist: "/dev/full"));

        files.Greylist("lost");

        Assert.True(SpinWait.SpinUntil(() => files.Failed > 0, TimeSpan.FromSeconds(5)));
    }

    public void Dispose() => _scratch.Dispose();
}
