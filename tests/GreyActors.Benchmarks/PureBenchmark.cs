using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;

namespace GreyActors.Benchmarks;

/// <summary>The parts without actors and sockets: what a line, a chunk of mail data and a verdict cost by themselves.</summary>
public class PureBenchmark
{
    private const int Chunk = 32 * 1024;
    private const int Known = 100_000;

    private readonly byte[] _mail = "MAIL FROM:<first.last@mail.example.org> SIZE=4096 BODY=8BITMIME"u8.ToArray();
    private readonly byte[] _rcpt = "RCPT TO:<recipient@example.com>"u8.ToArray();
    private static readonly GreylistTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ClientIdentity Spf = ClientIdentity.OfSpf("mail.example.org");
    private static readonly ClientIdentity Host = ClientIdentity.OfHost("example.org");
    private static readonly ClientIdentity OtherHost = ClientIdentity.OfHost("example.net");

    private readonly byte[] _lines = MailData("\r\n"u8);
    private readonly byte[] _bareLines = MailData("\n"u8);
    private readonly byte[] _pipelined = "MAIL FROM:<first.last@mail.example.org>\r\nRCPT TO:<recipient@example.com>\r\n"u8.ToArray();
    private readonly GreylistState _state = Triplets.States(Known, 1, Now)[0];
    private readonly LineFramer _framer = new(2048);
    private int _number;

    /// <summary>Measures all of it; with <c>--quick</c> a short job.</summary>
    public static void Run(string[] arguments)
    {
        var job = (arguments is ["--quick"] ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkRunner.Run<PureBenchmark>(DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine(Peers.Tool.Repository(), "TestResults/pure")));
    }

    [Benchmark(Description = "cut two lines that came in one packet")]
    public int CutLines()
    {
        _framer.Read(_pipelined, out var taken, out _);
        _framer.Read(_pipelined.AsSpan(taken), out var rest, out _);
        return taken + rest;
    }

    [Benchmark(Description = "parse MAIL")]
    public object ParseMail() => CommandParser.Parse(_mail);

    [Benchmark(Description = "parse RCPT")]
    public object ParseRcpt() => CommandParser.Parse(_rcpt);

    [Benchmark(Description = "scan 32 KB of mail data")]
    public long Scan() => new MailDataScanner().Scan(_lines).Clean;

    [Benchmark(Description = "scan and rewrite 32 KB with bare newlines")]
    public long Rewrite() => new MailDataScanner().Scan(_bareLines).Rewritten.Length;

    [Benchmark(Description = "decide: a triplet that is known, of 100 000")]
    public object DecideKnown() => GreylistRules.Decide(_state, Triplets.Attempt(_number++ % Known), Timing, Now, IgnoredIdentities.None);

    [Benchmark(Description = "decide: a triplet never seen")]
    public object DecideUnknown() => GreylistRules.Decide(_state, Triplets.Attempt(Known + (_number++ % Known)), Timing, Now, IgnoredIdentities.None);

    [Benchmark(Description = "decide: four identities, known")]
    public object DecideFourKnown() => GreylistRules.Decide(_state, WithFour(_number++ % Known), Timing, Now, IgnoredIdentities.None);

    [Benchmark(Description = "decide: four identities, never seen")]
    public object DecideFourUnknown() => GreylistRules.Decide(_state, WithFour(Known + (_number++ % Known)), Timing, Now, IgnoredIdentities.None);

    // The identities of a client are built once for a session, so they are not part of the measurement.
    private static Attempt WithFour(int number)
    {
        var attempt = Triplets.Attempt(number);
        return attempt with { Identities = [Spf, Host, OtherHost, attempt.Identities[0]] };
    }

    private static byte[] MailData(ReadOnlySpan<byte> end)
    {
        var data = new byte[Chunk];
        data.AsSpan().Fill((byte)'x');
        for (var at = 74; at + end.Length <= Chunk; at += 76)
            end.CopyTo(data.AsSpan(at));
        return data;
    }
}
