using System.Buffers;
using System.Text.Json;
using GreyActors.Introspection;

namespace GreyActors.Tests.Introspection;

/// <summary>A snapshot as JSON.</summary>
internal static class TreeJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, MaxDepth = 256 };

    public static ActorTree Read(TreeSnapshot tree, int pieceOctets = 1000) => JsonSerializer.Deserialize<ActorTree>(Write(tree, pieceOctets).Span, Options)!;

    public static ReadOnlyMemory<byte> Write(TreeSnapshot tree, int pieceOctets)
    {
        var written = new ArrayBufferWriter<byte>();
        // With validation, unlike the endpoint.
        using var json = new Utf8JsonWriter(written);
        var writer = new TreeWriter(tree, json);
        while (writer.WriteSome(pieceOctets))
            json.Flush();
        json.Flush();
        return written.WrittenMemory;
    }
}
