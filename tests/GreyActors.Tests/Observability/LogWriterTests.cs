using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using GreyActors.Files;
using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.Observability;

public sealed class LogWriterTests : IDisposable
{
    private const int Buffer = 10_000;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly LostLines _lost = new();
    private readonly FaultyOutput _output = new();

    public static TheoryData<string> Parts => ["open", "write", "sync", "length", "there"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void An_exception_in_any_step_is_reported_and_the_log_continues(string part)
    {
        var opened = 0;
        using var log = new LogWriter("a.log", () => opened++ > 0 && _output.Fails == "open" ? throw new InvalidCastException("open fails") : _output, new Rotation(1, false, 1), _lost, TimeProvider.System);
        log.Add("before");
        Await(() => _output.Text == "before\n");

        _output.Fails = part;
        log.Reopen();
        log.Add("after");
        Await(() => log.Problem == $"a.log: {part} fails" || _output.Text == "before\nafter\n");

        _output.Fails = "";
        Await(() => _output.Text == "before\nafter\n");
        log.Dispose();
        Assert.Equal((0, 0), (_lost.Crowded, _lost.Failed));
    }

    [Fact]
    public void A_log_whose_output_hangs_closes_in_time_and_counts_its_buffered_lines()
    {
        using var free = new ManualResetEventSlim();
        _output.Hangs = free;
        var log = new LogWriter("a.log", () => _output, new Rotation(0, false, 1), _lost, TimeProvider.System);
        log.Add("held");
        Await(() => _output.IsReached);
        for (var line = 0; line < Buffer + 7; line++)
            log.Add("more");
        Assert.Equal((7, 0), (_lost.Crowded, _lost.Failed));

        var watch = Stopwatch.StartNew();
        log.Dispose();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2.4));
        Assert.Equal((7, Buffer + 1), (_lost.Crowded, _lost.Failed));
        log.Add("too late");
        Assert.Equal(Buffer + 9, _lost.Crowded + _lost.Failed);
        free.Set();
    }

    public void Dispose() => _output.Dispose();

    private static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Soon));

    /// <summary>An output that fails on request, with an unexpected exception.</summary>
    private sealed class FaultyOutput : ILogOutput
    {
        private readonly ConcurrentQueue<string> _written = [];

        public volatile string Fails = "";

        public volatile ManualResetEventSlim? Hangs;

        public volatile bool IsReached;

        public string Text => string.Concat(_written);

        public bool IsFile => true;

        public FileIdentity? Identity => null;

        public long Length => Of("length", 0L);

        public DateTime WrittenAt => DateTime.UtcNow;

        public bool IsStillThere => Of("there", true);

        public (int Written, string? Problem) Write(ReadOnlySpan<byte> octets, TimeSpan patience)
        {
            IsReached = true;
            Hangs?.Wait();
            _written.Enqueue(Of("write", Encoding.UTF8.GetString(octets)));
            return (octets.Length, null);
        }

        public void Sync() => Of("sync", 0);

        public void Dispose()
        {
        }

        private T Of<T>(string part, T value) => Fails == part ? throw new InvalidCastException($"{part} fails") : value;
    }
}
