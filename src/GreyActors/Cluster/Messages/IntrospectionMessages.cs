using System.Collections.Immutable;
using Google.Protobuf;
using GreyActors.Cluster.Forwarding;
using GreyActors.Cluster.Messages.Wire;
using GreyActors.Core.Outcome;
using static GreyActors.Cluster.Messages.WireValues;

namespace GreyActors.Cluster.Messages;

/// <summary>The messages by which a machine shows the answers of another one's introspection endpoint.</summary>
internal static class IntrospectionMessages
{
    private const int LeastStatus = 100;
    private const int MostStatus = 599;

    /// <summary>Their kinds.</summary>
    public static ImmutableArray<MessageKind> Kinds { get; } =
    [
        MessageKind.Of<IntrospectionRequest, IntrospectionRequestV1>(
            "introspection-request.v1",
            request => new IntrospectionRequestV1 { Number = request.Number, Path = request.Path, Query = request.Query, IsHead = request.IsHead },
            Read),
        MessageKind.Of<MailElsewhere, MailElsewhereV1>(
            "mail-elsewhere.v1",
            news => new MailElsewhereV1 { Conversation = news.Conversation, At = news.At.UtcTicks, HasPassed = news.HasPassed },
            wire => new MailElsewhere(wire.Conversation, Time(wire.At), wire.HasPassed)),
        MessageKind.Of<IntrospectionChunk, IntrospectionChunkV1>("introspection-chunk.v1", Write, Read),
        MessageKind.Of<IntrospectionBroken, IntrospectionBrokenV1>(
            "introspection-broken.v1", broken => new IntrospectionBrokenV1 { Number = broken.Number, Why = broken.Why }, wire => new IntrospectionBroken(wire.Number, wire.Why)),
        MessageKind.Of<IntrospectionTaken, IntrospectionTakenV1>(
            "introspection-taken.v1", taken => new IntrospectionTakenV1 { Number = taken.Number }, wire => new IntrospectionTaken(wire.Number)),
        MessageKind.Of<IntrospectionCancelled, IntrospectionCancelledV1>(
            "introspection-cancelled.v1", cancelled => new IntrospectionCancelledV1 { Number = cancelled.Number }, wire => new IntrospectionCancelled(wire.Number)),
    ];

    // The exchange refuses a request that is too long.
    private static IntrospectionRequest Read(IntrospectionRequestV1 wire) => new(wire.Number, wire.Path, wire.Query, wire.IsHead);

    private static IntrospectionChunkV1 Write(IntrospectionChunk chunk) => new()
    {
        Number = chunk.Number,
        Index = chunk.Index,
        Status = chunk.Status,
        ContentType = chunk.ContentType,
        Content = UnsafeByteOperations.UnsafeWrap(chunk.Content),
        IsLast = chunk.IsLast,
    };

    private static IntrospectionChunk Read(IntrospectionChunkV1 wire) => new(
        wire.Number,
        Count(wire.Index),
        Within(LeastStatus, wire.Status, MostStatus),
        wire.ContentType,
        wire.Content.Length <= IntrospectionChunk.Most ? wire.Content.Memory : throw new DamagedMessageException($"a chunk has {wire.Content.Length} bytes"),
        wire.IsLast);
}
