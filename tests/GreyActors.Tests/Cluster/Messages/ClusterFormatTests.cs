using System.Collections.Immutable;
using CsCheck;
using Google.Protobuf;
using GreyActors.Cluster.Messages;
using GreyActors.Cluster.Sharding;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Known;
using Xunit;

namespace GreyActors.Tests.Cluster.Messages;

public sealed class ClusterFormatTests
{
    // Field 1000, a text of three bytes.
    private static readonly byte[] LaterField = [0xC2, 0x3E, 3, (byte)'n', (byte)'e', (byte)'w'];

    private static string PathOfBytes => Path.Combine(AppContext.BaseDirectory, "Cluster", "Messages", "first-version.txt");

    /// <summary>Line by line the manifest and the bytes of <see cref="MessageSamples.All"/>, as the first version sent them.</summary>
    private static ImmutableArray<(string Manifest, string Hex)> FirstVersion { get; } =
        [.. File.ReadAllLines(PathOfBytes).Select(line => line.Split(' ') is [var manifest, var hex] ? (manifest, hex) : (line, string.Empty))];

    [Fact]
    public void The_bytes_of_every_message_are_those_of_the_first_version() =>
        Assert.Equal(FirstVersion, MessageSamples.All.Select(message => (ClusterFormat.ManifestOf(message), Convert.ToHexString(ClusterFormat.Write(message)))));

    [Fact]
    public void The_messages_of_the_first_version_are_read() =>
        Assert.Equal(MessageSamples.All.Select(MessageText.Of), FirstVersion.Select(sent => MessageText.Of(ClusterFormat.Read(Convert.FromHexString(sent.Hex), sent.Manifest))));

    [Fact]
    public void Every_kind_of_message_has_a_sample() =>
        Assert.Empty(ClusterFormat.Kinds.Select(kind => kind.Manifest).Except(FirstVersion.Select(sent => sent.Manifest)));

    [Fact]
    public void Every_message_is_read_as_it_was_written() => MessageGenerators.Any.Sample(
        message =>
        {
            var bytes = ClusterFormat.Write(message);
            var read = ClusterFormat.Read(bytes, ClusterFormat.ManifestOf(message));
            Assert.Equal(MessageText.Of(message), MessageText.Of(read));
            Assert.Equal(bytes, ClusterFormat.Write(read));
        },
        iter: 3000);

    [Fact]
    public void A_field_of_a_later_release_is_ignored()
    {
        foreach (var message in MessageSamples.All)
        {
            byte[] bytes = [.. ClusterFormat.Write(message), .. LaterField];
            Assert.Equal(MessageText.Of(message), MessageText.Of(ClusterFormat.Read(bytes, ClusterFormat.ManifestOf(message))));
        }
    }

    [Fact]
    public void A_manifest_of_a_later_release_is_an_unknown_message() =>
        Assert.Equal(new UnknownMessage("judge-attempt.v2"), ClusterFormat.Read([1, 2, 3], "judge-attempt.v2"));

    [Fact]
    public void A_partition_gets_an_unknown_message_for_a_request_of_a_later_release()
    {
        var wire = new GreyActors.Cluster.Messages.Wire.ToPartitionV1 { Region = "greylist", Number = 1, Manifest = "judge-attempt.v2" };

        Assert.Equal(new ToPartition("greylist", 1, new UnknownMessage("judge-attempt.v2")), ClusterFormat.Read(wire.ToByteArray(), "to-partition.v1"));
    }

    [Fact]
    public void Messages_are_not_nested() =>
        Assert.IsType<UnknownMessage>(ClusterFormat.Read(
            ClusterFormat.Write(new ToPartition("greylist", 1, new ToPartition("greylist", 1, new PassNoted(1)))), "to-partition.v1"));

    [Fact]
    public void Damaged_bytes_are_an_unknown_message_or_another_valid_one() =>
        Gen.Select(MessageGenerators.Any, Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Bool).Sample(
            (message, at, by, cut) =>
            {
                var (bytes, manifest) = (ClusterFormat.Write(message), ClusterFormat.ManifestOf(message));
                if (bytes.Length == 0)
                    return;
                if (cut)
                    bytes = bytes[..(at % bytes.Length)];
                else
                    bytes[at % bytes.Length] ^= by;

                if (ClusterFormat.Read(bytes, manifest) is var read and not UnknownMessage)
                    Assert.Equal(message.GetType(), read.GetType());
            },
            iter: 5000);

    [Fact]
    public void Random_bytes_never_fail() => Gen.Select(Gen.Int[0, ClusterFormat.Kinds.Length - 1], Gen.Byte.Array[0, 100]).Sample(
        (kind, bytes) => Assert.NotNull(ClusterFormat.Read(bytes, ClusterFormat.Kinds[kind].Manifest)), iter: 5000);

    public static TheoryData<string, object> Excessive => new()
    {
        { "an attempt without identities", new JudgeAttempt(1, new Attempt([], "", "")) },
        { "too many identities", new JudgeAttempt(1, new Attempt([.. Enumerable.Repeat(new ClientIdentity("a"), 257)], "", "")) },
        { "too many triplets", new SegmentSearched<KnownTriplet>([.. Enumerable.Repeat(default(KnownTriplet) with { Triplet = Nothing }, 1001)], null) },
        { "too many known pairs", new LearnShare<KnownEntry>(0, [.. Enumerable.Repeat(new KnownEntry(new KnownKey("", "", ""), default), 1001)]) },
        { "too large a page", new SearchSegment<KnownQuery>(new KnownQuery(), 1001, SegmentCursor.Start) },
        { "an empty page", new SearchSegment<TripletQuery>(new TripletQuery(), 0, SegmentCursor.Start) },
        { "a segment that does not exist", new SearchSegment<TripletQuery>(new TripletQuery(), 1, new SegmentCursor(GreylistState.Segments, 0)) },
        { "a negative segment", new SearchSegment<KnownQuery>(new KnownQuery(), 1, new SegmentCursor(-1, 0)) },
        { "a negative partition", new LearnShare<KnownEntry>(-1, []) },
        { "an unknown reason", new Judged(1, new JudgeOutcome.Decided(new Verdict(true, (VerdictReason)8, default))) },
    };

    [Theory]
    [MemberData(nameof(Excessive))]
    public void A_message_out_of_bounds_is_unknown(string why, object message) =>
        Assert.True(ClusterFormat.Read(ClusterFormat.Write(message), ClusterFormat.ManifestOf(message)) is UnknownMessage, why);

    [Fact]
    public void The_largest_page_fits_into_a_frame_between_machines()
    {
        var longest = new Triplet(ClientIdentity.OfSpf(new string('d', 253)), $"{new string('l', 64)}@{new string('d', 253)}", $"{new string('l', 64)}@{new string('d', 253)}");
        var page = new SegmentSearched<KnownTriplet>(
            [.. Enumerable.Repeat(new KnownTriplet(longest, new TripletTimes(1772366400000, 1772366400000)), ListTriplets.Longest)], new SegmentCursor(63, long.MinValue));

        Assert.InRange(ClusterFormat.Write(page).Length, 0, (1 << 20) - 4096);
    }

    [Fact]
    public void An_attempt_and_its_verdict_are_small()
    {
        Assert.InRange(ClusterFormat.Write(MessageSamples.All[0]).Length, 0, 100);
        Assert.InRange(MessageSamples.All.OfType<Judged>().Max(judged => ClusterFormat.Write(judged).Length), 0, 40);
    }

    [Fact]
    public void A_message_that_stays_on_its_machine_is_not_written() =>
        Assert.Throws<ArgumentException>(() => ClusterFormat.Write(DrainGreylist.Instance));

    private static Triplet Nothing => new(new ClientIdentity(""), "", "");
}
