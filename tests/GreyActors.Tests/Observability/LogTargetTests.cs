using System.Diagnostics;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Observability;
using GreyActors.Tests.Configuration;
using Xunit;

namespace GreyActors.Tests.Observability;

/// <summary>Every log × every kind of target × the life of the program: nothing hangs, nothing ends the process, and every lost line is counted.</summary>
public sealed class LogTargetTests : IDisposable
{
    private const int Lines = 40;

    // A shutdown has 5 s beyond shutdown-timeout: the files use one of these, and the console the next.
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2.4);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly ScratchDirectory _scratch = new();
    private readonly LostLines _lost = new();
    private int _added;

    public static TheoryData<LogTargetKind> Writable => [.. Enum.GetValues<LogTargetKind>().Except([LogTargetKind.Folder, LogTargetKind.Socket])];

    [Theory]
    [MemberData(nameof(Writable))]
    public void Every_line_of_every_log_arrives_or_is_counted_from_the_start_to_the_stop(LogTargetKind kind)
    {
        using var greylist = Target(kind, "greylist");
        using var debug = Target(kind, "debug");
        using var standardOutput = Target(kind, "console");
        LogTargetUnderTest[] targets = [greylist, debug, standardOutput];
        using var console = LogWriter.Of(standardOutput.Path, new Rotation(1, false, 1000), _lost, TimeProvider.System);
        var settings = Logs.Settings(greylist.Path, debug.Path) with { Keep = 1000, RotateSize = 1 };
        var before = targets.Select(target => target.Nature).ToArray();

        // Start and run.
        var files = LogFiles.Open(settings, TimeProvider.System, _lost, console);
        foreach (var target in targets)
            target.ReaderLeaves();
        AddLines(files, console);
        if (IsFile(kind))
            Await(() => targets.All(target => target.Arrived > 0), () => "nothing arrives");
        // Reopen; the file, which has at least one line, is rotated before more is written.
        files.Reopen();
        console.Reopen();
        AddLines(files, console);
        if (IsFile(kind))
            Await(() => targets.All(target => target.Rotated.Any()), () => "nothing is rotated");
        // Reload: switch to other files, and back to the same names.
        files.Apply(files.Prepare(Logs.Settings()));
        files.Apply(files.Prepare(settings));
        AddLines(files, console);

        // Stop.
        var watch = Stopwatch.StartNew();
        files.Dispose();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, StopWithin);
        watch.Restart();
        console.Dispose();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, StopWithin);

        foreach (var target in targets)
            target.EndOfLines();
        if (kind == LogTargetKind.Null)
            Assert.Equal(0, Lost);
        else
            // Lines of the replaced logs may still be in progress.
            Await(() => targets.Sum(target => target.Arrived!.Value) + Lost == _added, () => $"{targets.Sum(target => target.Arrived)} arrived, {Lost} are counted, {_added} were written");
        Assert.Equal(Loses(kind), Lost > 0);
        // Only files are renamed, never links.
        Assert.Equal(IsFile(kind), targets.All(target => target.Rotated.Any()));
        Assert.Equal(before.Where(nature => nature != "Unknown" && nature.Length > 0), targets.Select(target => target.Nature).Where((_, index) => before[index].Length > 0));
    }

    [Theory]
    [InlineData(LogTargetKind.PipeWithoutReader, "no process reads it")]
    [InlineData(LogTargetKind.PipeWhoseReaderLeft, "Broken pipe")]
    [InlineData(LogTargetKind.GivenPipeWhoseReaderLeft, "Broken pipe")]
    [InlineData(LogTargetKind.FullPipe, "its reader takes no more")]
    [InlineData(LogTargetKind.GivenFullPipe, "its reader takes no more")]
    [InlineData(LogTargetKind.FullDisk, "No space left on device")]
    public void A_log_that_cannot_be_written_is_reported_while_its_lines_are_buffered(LogTargetKind kind, string problem)
    {
        using var target = Target(kind, "greylist");
        using var files = LogFiles.Open(Logs.Settings(target.Path), TimeProvider.System);
        target.ReaderLeaves();

        files.Greylist("waits");

        Await(() => files.Problems.Any(), () => "no problem is reported");
        Assert.Equal($"{target.Path}: {problem}", Assert.Single(files.Problems));
        Assert.Equal(0, files.Failed + files.Crowded);
    }

    [Theory]
    [InlineData(LogTargetKind.Folder, "is a folder, not a file")]
    [InlineData(LogTargetKind.Socket, "is a socket, which cannot be opened: expected a file, a pipe or a device such as /dev/stdout")]
    public void A_log_that_can_never_be_written_is_an_error_with_its_line(LogTargetKind kind, string why)
    {
        using var target = Target(kind, "log");
        File.WriteAllText(_scratch.File("site.conf"), $$"""
            grey-actors.allowed-domains = ["example.com"]
            grey-actors.log.greylist = "{{target.Path}}"
            grey-actors.log.debug = "{{target.Path}}/"
            """);

        var errors = Configured.Errors(ConfigurationLoader.Load(_scratch.File("site.conf"), []));

        Assert.Contains(new ConfigurationError(_scratch.File("site.conf"), 2, $"log.greylist: `{target.Path}` {why}"), errors);
        Assert.ThrowsAny<IOException>(() => LogFiles.Open(Logs.Settings(debug: target.Path), TimeProvider.System));
    }

    [Fact]
    public void A_pipe_gets_the_buffered_lines_when_a_reader_connects()
    {
        using var target = Target(LogTargetKind.PipeWithoutReader, "greylist");
        using var files = LogFiles.Open(Logs.Settings(target.Path), TimeProvider.System);
        files.Greylist("one");
        files.Greylist("two");

        using var reader = new StreamReader(target.Path);

        Assert.Equal(("one", "two"), (reader.ReadLine(), reader.ReadLine()));
        Await(() => !files.Problems.Any(), () => "the problem stays");
    }

    [Fact]
    public void A_descriptor_that_the_program_opened_itself_is_refused_as_a_log()
    {
        using var ours = File.OpenHandle(_scratch.File("store"), FileMode.Create, FileAccess.Write);

        var refused = Assert.Throws<IOException>(() => LogTarget.Open($"/dev/fd/{ours.DangerousGetHandle()}"));

        Assert.EndsWith("the process was started without this descriptor", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private long Lost => _lost.Crowded + _lost.Failed;

    private static bool IsFile(LogTargetKind kind) => kind is LogTargetKind.File or LogTargetKind.LinkToFile or LogTargetKind.DanglingLink;

    private static bool Loses(LogTargetKind kind) => kind is LogTargetKind.PipeWithoutReader or LogTargetKind.PipeWhoseReaderLeft or LogTargetKind.FullPipe
        or LogTargetKind.FullDisk or LogTargetKind.GivenFullPipe or LogTargetKind.GivenPipeWhoseReaderLeft;

    private LogTargetUnderTest Target(LogTargetKind kind, string name) => new(kind, _scratch.File(name), "a.log");

    private void AddLines(LogFiles files, LogWriter console)
    {
        for (var line = 0; line < Lines; line++)
        {
            files.Greylist("a line of the greylist log");
            files.Debug("a line of the debug log");
            console.Add("a line of the console\nwith a second one");
            _added += 4;
        }
    }

    private static void Await(Func<bool> condition, Func<string> what) => Assert.True(SpinWait.SpinUntil(condition, Soon), what());
}
