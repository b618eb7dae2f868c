using Akka.IO;

namespace GreyActors.Net;

/// <summary>Data from the client: lines while commands are expected, chunks during mail data.</summary>
/// <remarks>Kamaelia: box "inbox" of a mail handler. Sent by the ConnectedSocketAdapter, one message for each requested <see cref="Reading"/>.</remarks>
public abstract record Inbox
{
    private Inbox()
    {
    }

    /// <summary>One line without its CRLF. <paramref name="MoreWaiting"/>: more bytes have already arrived after it (pipelining).</summary>
    public sealed record Line(ReadOnlyMemory<byte> Bytes, bool MoreWaiting) : Inbox;

    /// <summary>An invalid line, too long or not ended by CRLF, which was discarded up to its end.</summary>
    public sealed record BadLine(BadLineReason Reason) : Inbox;

    /// <summary>A chunk of mail data as it arrived. The policy answers how much of it was consumed.</summary>
    public sealed record Chunk(ByteString Bytes) : Inbox;
}

/// <summary>Why a line was rejected.</summary>
public enum BadLineReason
{
    /// <summary>The line was longer than a command line may be (RFC 5321 4.5.3.1.4).</summary>
    TooLong,

    /// <summary>The line contained a CR or an LF that was not part of CRLF (RFC 5321 2.3.8).</summary>
    BareNewline,

    /// <summary>The input is not permitted by the protocol of the door.</summary>
    Malformed,
}

/// <summary>Events around a session, sent to its policy.</summary>
/// <remarks>Kamaelia: box "control" of a mail handler.</remarks>
public abstract record Control
{
    private Control()
    {
    }

    /// <summary>The client closed its side or the connection was lost: nothing more arrives.</summary>
    public sealed record ClientGone(string Why) : Control;

    /// <summary>The client closed its side while it was waiting for a reply: nothing more arrives, but it may still read.</summary>
    public sealed record ClientFinished : Control
    {
        /// <summary>The one instance.</summary>
        public static readonly ClientFinished Instance = new();
    }

    /// <summary>The TLS handshake is complete, and the connection is encrypted. A handshake that fails ends the connection: <see cref="ClientGone"/>.</summary>
    public sealed record Secured(TlsFacts Facts) : Control;

    /// <summary>The client was silent for longer than the inactivity timeout.</summary>
    public sealed record ClientSilent : Control
    {
        /// <summary>The one instance.</summary>
        public static readonly ClientSilent Instance = new();
    }

    /// <summary>The session has reached its maximum duration.</summary>
    public sealed record OutOfTime : Control
    {
        /// <summary>The one instance.</summary>
        public static readonly OutOfTime Instance = new();
    }

    /// <summary>The operator ends this session: reply 421 to the next command, even during a transaction.</summary>
    public sealed record EndedByOperator : Control
    {
        /// <summary>The one instance.</summary>
        public static readonly EndedByOperator Instance = new();
    }

    /// <summary>The service is shutting down: finish the open transaction, then reply 421.</summary>
    public sealed record Drain : Control
    {
        /// <summary>The one instance.</summary>
        public static readonly Drain Instance = new();
    }
}

/// <summary>What the policy reads next from the client.</summary>
public enum Reading
{
    /// <summary>Nothing: the client is waiting for a reply.</summary>
    Nothing,

    /// <summary>The next command line.</summary>
    Line,

    /// <summary>The next chunk of mail data.</summary>
    Chunk,
}

/// <summary>Data for the client, and what the policy reads next. One reading at a time is the back-pressure.</summary>
/// <remarks>Kamaelia: box "outbox" of a mail handler.</remarks>
public abstract record Outbox
{
    private Outbox()
    {
    }

    /// <summary>Bytes for the client, then the next reading.</summary>
    public sealed record Send(ReadOnlyMemory<byte> Bytes, Reading Next) : Outbox;

    /// <summary>The first <paramref name="Taken"/> bytes of the last chunk were consumed, the rest is delivered again; then the next reading.</summary>
    public sealed record Read(int Taken, Reading Next) : Outbox;

    /// <summary>TLS from the start: all received bytes belong to the handshake. Nothing is read before <see cref="Control.Secured"/> and the next message.</summary>
    public sealed record SpeakTls(TlsServerSettings Settings) : Outbox;

    /// <summary>The last cleartext bytes, then the handshake. Bytes received after the client's last command are discarded.</summary>
    public sealed record StartTls(ReadOnlyMemory<byte> Bytes, TlsServerSettings Settings) : Outbox;

    /// <summary>The client is trapped: replies go out one byte a second from now on, if a place is free.</summary>
    public sealed record Stutter(StutterPlaces Places) : Outbox;

    /// <summary>The session must end soon: replies go out at once from now on.</summary>
    public sealed record EndStutter : Outbox
    {
        /// <summary>The one instance.</summary>
        public static readonly EndStutter Instance = new();
    }
}

/// <summary>The end of a session, sent by the policy to its socket.</summary>
/// <remarks>Kamaelia: box "signal" of a mail handler (producerFinished, shutdownMicroprocess).</remarks>
public abstract record Signal
{
    private Signal()
    {
    }

    /// <summary>The last reply was sent: flush the buffer, close the connection, stop.</summary>
    public sealed record Finished : Signal
    {
        /// <summary>The one instance.</summary>
        public static readonly Finished Instance = new();
    }
}

/// <summary>Data from the backend.</summary>
/// <remarks>Kamaelia: box "tcp_inbox" of a mail handler.</remarks>
public abstract record TcpInbox
{
    private TcpInbox()
    {
    }

    /// <summary>One line without its CRLF.</summary>
    public sealed record Line(ReadOnlyMemory<byte> Bytes) : TcpInbox;
}

/// <summary>Events of the connection to the backend.</summary>
/// <remarks>Kamaelia: box "tcp_control" of a mail handler.</remarks>
public abstract record TcpControl
{
    private TcpControl()
    {
    }

    /// <summary>The connection is established; the banner is expected next.</summary>
    public sealed record Connected : TcpControl
    {
        /// <summary>The one instance.</summary>
        public static readonly Connected Instance = new();
    }

    /// <summary>The operating system has accepted the last chunk: send the next one.</summary>
    public sealed record Written : TcpControl
    {
        /// <summary>The one instance.</summary>
        public static readonly Written Instance = new();
    }

    /// <summary>
    /// The TLS handshake is complete. A <see cref="TcpInbox.Line"/> between <see cref="TcpOutbox.StartTls"/> and this message arrived in cleartext
    /// after the reply to STARTTLS: it may have been injected, and the connection must be closed.
    /// </summary>
    public sealed record Secured(TlsFacts Facts) : TcpControl;

    /// <summary>The connection failed, ended, or carried something other than SMTP: nothing more arrives.</summary>
    public sealed record Lost(string Why) : TcpControl;
}

/// <summary>Data for the backend.</summary>
/// <remarks>Kamaelia: box "tcp_outbox" of a mail handler.</remarks>
public abstract record TcpOutbox
{
    private TcpOutbox()
    {
    }

    /// <summary>One or more command lines, each with its CRLF.</summary>
    public sealed record Lines(ReadOnlyMemory<byte> Bytes) : TcpOutbox;

    /// <summary>Mail data, answered with <see cref="TcpControl.Written"/>.</summary>
    public sealed record Chunk(ByteString Bytes) : TcpOutbox;

    /// <summary>
    /// The backend accepted STARTTLS: start the handshake. Reply: <see cref="TcpControl.Secured"/> or <see cref="TcpControl.Lost"/>; nothing may be
    /// sent before it.
    /// </summary>
    public sealed record StartTls(TlsClientSettings Settings) : TcpOutbox;
}

/// <summary>The end of the connection to the backend, sent by the policy.</summary>
/// <remarks>Kamaelia: box "tcp_signal" of a mail handler.</remarks>
public abstract record TcpSignal
{
    private TcpSignal()
    {
    }

    /// <summary>QUIT was sent: close cleanly.</summary>
    public sealed record Finished : TcpSignal
    {
        /// <summary>The one instance.</summary>
        public static readonly Finished Instance = new();
    }

    /// <summary>Reset the connection: the mail data is incomplete and must not be delivered.</summary>
    public sealed record Abort : TcpSignal
    {
        /// <summary>The one instance.</summary>
        public static readonly Abort Instance = new();
    }
}
