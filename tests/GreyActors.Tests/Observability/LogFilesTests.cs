using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.Observability;

public sealed class LogFilesTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public void Lines_are_written_unchanged_to_their_file_and_missing_directories_are_created()
    {
        var (greylist, debug) = (_scratch.File("var", "log", "greylist.log"), _scratch.File("var", "debug.log"));

        using (var files = Open(Logs.Settings(greylist, debug)))
        {
            files.Greylist("one {with braces} | \"quoted\" | ");
            files.Greylist("two");
            files.Debug("three");
        }

        Assert.Equal("one {with braces} | \"quoted\" | \ntwo\n", File.ReadAllText(greylist));
        Assert.Equal("three\n", File.ReadAllText(debug));
    }

    [Fact]
    public void A_log_file_that_is_opened_again_keeps_its_lines()
    {
        var greylist = _scratch.File("greylist.log");
        foreach (var line in (string[])["before", "after"])
        {
            using var files = Open(Logs.Settings(greylist));
            files.Greylist(line);
        }

        Assert.Equal("before\nafter\n", File.ReadAllText(greylist));
    }

    [Fact]
    public void A_line_can_be_read_within_a_second_while_the_file_is_open()
    {
        var greylist = _scratch.File("greylist.log");
        using var files = Open(Logs.Settings(greylist));

        files.Greylist("now");

        Assert.True(SpinWait.SpinUntil(() => Logs.Read(greylist) == "now\n", TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void An_empty_path_switches_a_log_off()
    {
        using var files = Open(Logs.Settings(greylist: _scratch.File("greylist.log")));

        files.Debug("nowhere");

        Assert.False(files.DebugIsOn);
        Assert.Equal(["greylist.log"], Directory.GetFileSystemEntries(_scratch.File()).Select(Path.GetFileName));
    }

    [Fact]
    public void Lines_go_to_the_new_file_after_a_reload_and_none_is_lost()
    {
        var (old, other, debug) = (_scratch.File("old.log"), _scratch.File("other.log"), _scratch.File("debug.log"));
        using (var files = Open(Logs.Settings(old, debug)))
        {
            files.Greylist("one");
            var next = files.Prepare(Logs.Settings(other, debug));
            files.Greylist("two");
            files.Apply(next);
            files.Greylist("three");
            files.Debug("still here");
            files.Apply(files.Prepare(Logs.Settings(other)));
            files.Debug("nowhere");
        }

        Assert.Equal(
            ("one\ntwo\n", "three\n", "still here\n"), (File.ReadAllText(old), File.ReadAllText(other), File.ReadAllText(debug)));
    }

    [Fact]
    public void Logs_replaced_by_reloads_are_released_and_their_lost_lines_stay_counted()
    {
        var greylist = _scratch.File("greylist.log");
        using var files = Open(Logs.Settings("/dev/full"));
        for (var reload = 0; reload < 10; reload++)
        {
            files.Greylist("lost");
            files.Apply(files.Prepare(Logs.Settings(greylist)));
            files.Apply(files.Prepare(Logs.Settings("/dev/full")));
        }

        Assert.True(SpinWait.SpinUntil(() => files.Closing == 0, TimeSpan.FromSeconds(20)));
        Assert.Equal(10, files.Failed);
    }

    [Fact]
    public void A_log_file_that_cannot_be_opened_at_a_reload_changes_nothing()
    {
        var old = _scratch.File("old.log");
        using var files = Open(Logs.Settings(old));

        Assert.ThrowsAny<Exception>(() => files.Prepare(Logs.Settings(_scratch.File("other.log"), debug: _scratch.File())));
        files.Discard(files.Prepare(Logs.Settings(_scratch.File("third.log"))));
        files.Greylist("one");

        Assert.True(SpinWait.SpinUntil(() => Logs.Read(old) == "one\n", TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_log_file_that_cannot_be_opened_is_reported_at_once() =>
        Assert.ThrowsAny<Exception>(() => Open(Logs.Settings(greylist: _scratch.File())));

    [Fact]
    public void Lines_that_the_disk_refuses_are_reported_while_buffered_and_counted_when_lost()
    {
        var files = Open(Logs.Settings(greylist: "/dev/full"));

        files.Greylist("lost");

        Assert.True(SpinWait.SpinUntil(() => files.Problems.Any(), TimeSpan.FromSeconds(5)));
        Assert.StartsWith("/dev/full: No space left on device", Assert.Single(files.Problems), StringComparison.Ordinal);
        Assert.Equal(0, files.Failed);

        files.Dispose();
        Assert.Equal((1, 0), (files.Failed, files.Crowded));
    }

    [Fact]
    public void The_number_of_lines_lost_at_the_end_is_reported_once_for_all_files()
    {
        var reports = new List<long>();
        var files = LogFiles.Open(Logs.Settings(greylist: "/dev/full", debug: "/dev/full"), TimeProvider.System, new LostLines(), console: null, reports.Add);
        files.Greylist("lost");
        files.Debug("lost, too\nwith a second line");

        files.Dispose();

        Assert.Equal([3], reports);
    }

    [Fact]
    public void Lines_that_exceed_the_buffer_while_the_disk_is_full_are_counted()
    {
        const int More = 200_000;
        using var files = Open(Logs.Settings(greylist: "/dev/full"));
        files.Greylist("first");
        Assert.True(SpinWait.SpinUntil(() => files.Problems.Any(), TimeSpan.FromSeconds(5)));

        for (var one = 0; one < More; one++)
            files.Greylist("more");

        Assert.Equal(More - 10_000, files.Failed);
        Assert.Equal(0, files.Crowded);
    }

    [Fact]
    public void A_line_longer_than_any_buffer_is_written_completely()
    {
        var debug = _scratch.File("debug.log");
        var line = new string('é', 500_000);

        using (var files = Open(Logs.Settings(debug: debug)))
            files.Debug(line);

        Assert.Equal(line + "\n", File.ReadAllText(debug));
    }

    public void Dispose() => _scratch.Dispose();

    private static LogFiles Open(GreyActors.Configuration.LogSettings settings) => LogFiles.Open(settings, TimeProvider.System);
}
