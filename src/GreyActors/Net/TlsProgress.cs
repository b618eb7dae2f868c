using Akka.Event;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>What the stream tells its <see cref="TlsChannel"/>; nobody misses it when the channel has stopped meanwhile.</summary>
internal abstract record TlsProgress : IDeadLetterSuppression
{
    private TlsProgress()
    {
    }

    /// <summary>The handshake is done.</summary>
    public sealed record Agreed(TlsFacts Facts) : TlsProgress;

    /// <summary>The handshake failed.</summary>
    public sealed record Refused(string Why) : TlsProgress;

    /// <summary>Something was decrypted; nothing, when the peer has said all it will say.</summary>
    public sealed record Decrypted(ByteString Bytes) : TlsProgress;

    /// <summary>What came is not TLS, or ended in the midst of it.</summary>
    public sealed record Unreadable(string Why) : TlsProgress;

    /// <summary>What was written is with the operating system.</summary>
    public sealed record Encrypted : TlsProgress
    {
        /// <summary>The one instance.</summary>
        public static readonly Encrypted Instance = new();
    }

    /// <summary>The peer was told that nothing more comes.</summary>
    public sealed record Ended : TlsProgress
    {
        /// <summary>The one instance.</summary>
        public static readonly Ended Instance = new();
    }

    /// <summary>Nothing can be written any more.</summary>
    public sealed record Unwritable(string Why) : TlsProgress;
}
