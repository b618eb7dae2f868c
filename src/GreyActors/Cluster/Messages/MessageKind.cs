using Google.Protobuf;

namespace GreyActors.Cluster.Messages;

/// <summary>A kind of message between machines: its type here, and its Protobuf under a manifest that never changes.</summary>
/// <param name="Manifest">The manifest, with a version.</param>
/// <param name="Type">The type of the message.</param>
/// <param name="Write">The bytes of a message.</param>
/// <param name="Read">The message in bytes.</param>
internal sealed record MessageKind(string Manifest, Type Type, Func<object, byte[]> Write, Func<byte[], object> Read)
{
    /// <summary>A kind whose Protobuf is <typeparamref name="TWire"/>.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="write">The Protobuf of a message.</param>
    /// <param name="read">The message. It throws <see cref="DamagedMessageException"/> for values that no machine sends.</param>
    public static MessageKind Of<TMessage, TWire>(string manifest, Func<TMessage, TWire> write, Func<TWire, TMessage> read)
        where TMessage : class
        where TWire : IMessage<TWire>, new()
    {
        var parser = new MessageParser<TWire>(() => new TWire());
        return new MessageKind(manifest, typeof(TMessage), message => write((TMessage)message).ToByteArray(), bytes => read(parser.ParseFrom(bytes)));
    }
}
