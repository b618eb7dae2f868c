using System.Globalization;
using GreyActors.Configuration;
using GreyActors.Observability;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GreyActors.Tests.Observability;

public sealed class LogRotationTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly ScratchDirectory _scratch = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly string _log;

    public LogRotationTests() => _log = _scratch.File("log", "greylist.log");

    [Fact]
    public void A_renamed_log_file_is_left_alone_and_a_new_one_is_created()
    {
        using var files = Open(Logs.Settings(_log));
        WriteAndSee(files, "before");

        File.Move(_log, _log + "-20261122");
        AwaitFile();
        WriteAndSee(files, "after");

        Assert.Equal("before\n", File.ReadAllText(_log + "-20261122"));
        Assert.Equal("after\n", Logs.Read(_log));
    }

    [Fact]
    public void A_file_that_replaces_the_log_file_is_written_to()
    {
        using var files = Open(Logs.Settings(_log));
        WriteAndSee(files, "before");

        File.Move(_log, _log + ".1");
        File.WriteAllText(_log, "");
        var asked = 0;
        Await(() =>
        {
            files.Greylist($"after {asked++}");
            return Logs.Read(_log).Length > 0;
        });
        files.Dispose();

        var lines = File.ReadAllText(_log + ".1") + File.ReadAllText(_log);
        Assert.Equal("before\n" + string.Concat(Enumerable.Range(0, asked).Select(one => $"after {one}\n")), lines);
    }

    [Fact]
    public void A_log_file_that_is_truncated_has_no_hole()
    {
        using var files = Open(Logs.Settings(_log));
        WriteAndSee(files, "before");

        using (var emptied = File.Open(_log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            emptied.SetLength(0);
        WriteAndSee(files, "after");

        Assert.Equal("after\n", Logs.Read(_log));
    }

    [Fact]
    public void A_deleted_log_folder_is_created_again()
    {
        using var files = Open(Logs.Settings(_log));
        WriteAndSee(files, "before");

        Directory.Delete(_scratch.File("log"), recursive: true);
        AwaitFile();
        WriteAndSee(files, "after");

        Assert.Equal("after\n", Logs.Read(_log));
        Assert.Empty(files.Problems);
    }

    [Fact]
    public void Lines_that_cannot_be_written_are_kept_until_they_can()
    {
        using var files = Open(Logs.Settings(_log));
        WriteAndSee(files, "before");

        File.Delete(_log);
        Directory.CreateDirectory(_log);
        Await(() => files.Problems.Any());
        files.Greylist("waits");
        Directory.Delete(_log);
        AwaitFile();

        Await(() => Logs.Read(_log) == "waits\n");
        Await(() => !files.Problems.Any());
        Assert.Equal((0, 0), (files.Failed, files.Crowded));
    }

    [Fact]
    public void A_log_file_keeps_its_maximum_size_and_only_the_configured_number_of_old_files_is_kept()
    {
        const int Size = 100_000;
        const int Lines = 5000;
        using (var files = Open(Logs.Settings(_log) with { RotateSize = Size, Keep = 3 }))
        {
            // A batch must be smaller than a file.
            for (var one = 0; one < Lines; one++)
            {
                files.Greylist($"{one:00000} {new string('x', 93)}");
                if (one % 500 == 499)
                    Await(() => Kept().Sum(path => new FileInfo(path).Length) > 0 && Logs.Read(_log).Contains($"{one:00000} ", StringComparison.Ordinal));
            }
        }

        Assert.Equal(["greylist.log", "greylist.log.1", "greylist.log.2", "greylist.log.3"], Kept().Select(Path.GetFileName));
        Assert.All(Kept(), path => Assert.InRange(new FileInfo(path).Length, 1, Size));
        // Read oldest first, the files contain the last lines without a gap.
        var lines = Kept().Reverse().SelectMany(File.ReadLines).Select(line => int.Parse(line[..5], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(Enumerable.Range(Lines - lines.Length, lines.Length), lines);
    }

    [Fact]
    public void A_daily_log_file_is_rotated_at_midnight_UTC_even_without_new_lines()
    {
        using var files = Open(Logs.Settings(_log) with { RotateDaily = true });
        WriteAndSee(files, "yesterday");

        _time.Advance(TimeSpan.FromDays(1));
        Await(() => File.Exists(_log + ".1"));
        AwaitFile();
        WriteAndSee(files, "today");

        Assert.Equal("yesterday\n", File.ReadAllText(_log + ".1"));
        Assert.Equal("today\n", Logs.Read(_log));
    }

    [Fact]
    public void A_log_file_of_an_earlier_day_is_rotated_at_the_start()
    {
        Directory.CreateDirectory(_scratch.File("log"));
        File.WriteAllText(_log, "of old\n");
        File.SetLastWriteTimeUtc(_log, _time.GetUtcNow().UtcDateTime.AddDays(-1));

        using var files = Open(Logs.Settings(_log) with { RotateDaily = true });
        Await(() => File.Exists(_log + ".1"));

        Assert.Equal("of old\n", File.ReadAllText(_log + ".1"));
    }

    [Fact]
    public void An_interrupted_rotation_overwrites_nothing()
    {
        Directory.CreateDirectory(_scratch.File("log"));
        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[(_log, "c"), (_log + ".2", "b"), (_log + ".3", "a")])
            File.WriteAllText(name, text);

        new Rotation(0, Daily: true, Keep: 3).PutAside(_log);

        Assert.Equal(["c", "b", "a"], Kept().Select(File.ReadAllText));
    }

    [Fact]
    public void Old_log_files_beyond_the_configured_number_are_deleted()
    {
        Directory.CreateDirectory(_scratch.File("log"));
        File.WriteAllText(_log, "0");
        foreach (var number in Enumerable.Range(1, 5))
            File.WriteAllText($"{_log}.{number}", $"{number}");

        new Rotation(0, Daily: true, Keep: 2).PutAside(_log);

        Assert.Equal(["0", "1"], Kept().Select(File.ReadAllText));
    }

    [Fact]
    public async Task Every_line_is_written_exactly_once_while_files_are_renamed_under_load()
    {
        const int Writers = 4;
        // The buffer has room for all lines, so that no disk is too slow for this test.
        const int Lines = 2_400;
        using (var files = Open(Logs.Settings(_log) with { RotateSize = 20_000, Keep = 1000 }))
        {
            using var done = new CancellationTokenSource();
            var rotating = Task.Run(() =>
            {
                for (var number = 0; !done.IsCancellationRequested; number++)
                {
                    // An external rotation; the program's own may have renamed the file just before.
                    if (File.Exists(_log))
                        TryMove(_log, $"{_log}-{number}");
                    done.Token.WaitHandle.WaitOne(number % 7 * 10);
                }
            });
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
            {
                for (var one = 0; one < Lines; one++)
                {
                    files.Greylist($"{writer}-{one} {new string('x', 50)}");
                    // Slow enough for a few rotations meanwhile.
                    if (one % 100 == 0)
                        Thread.Sleep(100);
                }
            })));
            done.Cancel();
            await rotating;
            files.Dispose();
            Assert.Equal((0, 0), (files.Failed, files.Crowded));
        }

        var found = Directory.GetFiles(_scratch.File("log")).SelectMany(File.ReadLines).Select(line => line.Split(' ')[0]).ToArray();
        Assert.Equal(Writers * Lines, found.Length);
        Assert.Equal(
            Enumerable.Range(0, Writers).SelectMany(writer => Enumerable.Range(0, Lines).Select(one => $"{writer}-{one}")).Order(StringComparer.Ordinal),
            found.Order(StringComparer.Ordinal));
        Assert.True(Directory.GetFiles(_scratch.File("log")).Length >= 3);
    }

    public void Dispose() => _scratch.Dispose();

    private LogFiles Open(LogSettings settings) => LogFiles.Open(settings, _time);

    private void WriteAndSee(LogFiles files, string line)
    {
        files.Greylist(line);
        Await(() => Logs.Read(_log).EndsWith(line + "\n", StringComparison.Ordinal));
    }

    private void AwaitFile() => Await(() => File.Exists(_log));

    private string[] Kept() => [.. Directory.GetFiles(_scratch.File("log")).Order(StringComparer.Ordinal)];

    private static void TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to);
        }
        catch (FileNotFoundException)
        {
            // The file has disappeared meanwhile.
        }
    }

    private static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(() => Holds(condition), Soon), "it did not come");

    // The file may be missing for a moment.
    private static bool Holds(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
