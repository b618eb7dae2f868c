using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GreyActors.Tests.Cluster.Messages;

/// <summary>The content of a message as a text, because messages with lists have no equality of their own.</summary>
internal static class MessageText
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new AsText<IPAddress>(), new AsText<IPNetwork>() } };

    public static string Of(object message) => $"{message.GetType()} {JsonSerializer.Serialize(message, message.GetType(), Options)}{OutcomeOf(message)}";

    // JSON contains only the base class of an outcome.
    private static string OutcomeOf(object message) => message is GreyActors.Greylisting.Judged judged ? judged.Outcome.ToString() : string.Empty;

    private sealed class AsText<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value!.ToString());
    }
}
