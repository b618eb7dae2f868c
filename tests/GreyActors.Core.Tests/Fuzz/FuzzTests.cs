using System.Diagnostics;
using System.Globalization;
using GreyActors.Core.Tests.Smtp;
using Xunit;
using Xunit.Sdk;

namespace GreyActors.Core.Tests.Fuzz;

/// <summary>
/// Mutated dialogues against the whole core, for a bounded time. <c>FUZZ_SECONDS</c> in the environment extends it, <c>FUZZ_SEED</c> selects another
/// start; the seed of a failure repeats its session first.
/// </summary>
public sealed class FuzzTests
{
    private const int FirstSeed = 20071106;
    private const int Seconds = 4;

    // What a session may allocate: some for being there, and some for every octet that was said (a short command makes a long reply).
    private const long AllocatedAnyhow = 4_000_000;
    private const long AllocatedPerOctet = 2_000;
    private const long KeptAtMost = 200_000_000;

    [Fact]
    public void A_fuzzed_session_keeps_its_guarantees()
    {
        var seed = FromEnvironment("FUZZ_SEED", FirstSeed);
        var bound = TimeSpan.FromSeconds(FromEnvironment("FUZZ_SECONDS", Seconds));
        var watch = Stopwatch.StartNew();
        var (sessions, mails) = (0, 0);
        do
        {
            mails += PlayOne(unchecked(seed + sessions));
            sessions++;
        }
        while (watch.Elapsed < bound);

        // A fuzzer that never gets as far as a mail tests little.
        Assert.True(mails > 0, $"no mail in {sessions} sessions");
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, KeptAtMost);
    }

    private static int PlayOne(int seed)
    {
        var random = new Random(seed);
        var said = new Mutator(random).Spoil(SeedCorpus.Dialogues[random.Next(SeedCorpus.Dialogues.Length)], random.Next(12));
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var mails = FuzzedSession.Play(Bytes.Of(said), random);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocatedAnyhow + (AllocatedPerOctet * said.Length));
            return mails;
        }
        catch (Exception broken)
        {
            throw new XunitException($"FUZZ_SEED={seed} (the client says {Bytes.Show(said)}): {broken}", broken);
        }
    }

    private static int FromEnvironment(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
