using Akka.Event;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>Messages of the stream to its <see cref="TlsChannel"/>. They are dropped silently if the channel has stopped.</summary>
internal abstract record TlsProgress : IDeadLetterSuppression
{
    private TlsProgress()
    {
    }

    /// <summary>The handshake is complete.</summary>
    public sealed record Agreed(TlsFacts Facts) : TlsProgress;

    /// <summary>The handshake failed.</summary>
    public sealed record Refused(string Why) : TlsProgress;

    /// <summary>Decrypted data; empty at the end of the peer's data.</summary>
    public sealed record Decrypted(ByteString Bytes) : TlsProgress;

    /// <summary>The input is not TLS, or ended within a record.</summary>
    public sealed record Unreadable(string Why) : TlsProgress;

    /// <summary>The operating system has accepted the data.</summary>
    public sealed record Encrypted : TlsProgress
    {
        /// <summary>The one instance.</summary>
        public static readonly Encrypted Instance = new();
    }

    /// <summary>close_notify was sent to the peer.</summary>
    public sealed record Ended : TlsProgress
    {
        /// <summary>The one instance.</summary>
        public static readonly Ended Instance = new();
    }

    /// <summary>Writing has failed.</summary>
    public sealed record Unwritable(string Why) : TlsProgress;
}
