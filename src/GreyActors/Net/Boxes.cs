using Akka.IO;

namespace GreyActors.Net;

/// <summary>What the client sent: lines while commands are awaited, chunks while mail data is.</summary>
/// <remarks>Kamaelia: box "inbox" of a mail handler. Comes from the ConnectedSocketAdapter, one for each <see cref="Reading"/> asked for.</remarks>
public abstract record Inbox
{
    private Inbox()
    {
    }

    /// <summary>One line without its end. <paramref name="MoreWaiting"/>: bytes behind it had arrived already (pipelining).</summary>
    public sealed record Line(ReadOnlyMemory<byte> Bytes, bool MoreWaiting) : Inbox;

    /// <summary>A line that was longer than allowed, or whose end was not CRLF; it was thrown away up to its end.</summary>
    public sealed record BadLine(BadLineReason Reason) : Inbox;

    /// <summary>A chunk of mail data as it came off the wire; answered with how much of it was taken.</summary>
    public sealed record Chunk(ByteString Bytes) : Inbox;
}

/// <summary>Why a line was no line.</summary>
public enum BadLineReason
{
    /// <summary>It was longer than a command line may be (RFC 5321 4.5.3.1.4).</summary>
    TooLong,

    /// <summary>It held a CR or an LF that was not part of CRLF (RFC 5321 2.3.8).</summary>
    BareNewline,
}

/// <summary>What happens round a session, told to its policy.</summary>
/// <remarks>Kamaelia: box "control" of a mail handler.</remarks>
public abstract record Control
{
    private Control()
    {
    }

    /// <summary>The client closed its side or the connection broke; nothing more comes from it.</summary>
    public sealed record ClientGone(string Why) : Control;

    /// <summary>The client closed its side while it is our turn: nothing more comes from it, but it may still listen.</summary>
    public sealed record ClientFinished : Control
    {
        /// <summary>The one instance.</summary>
        public static readonly ClientFinished Instance = new();
    }

    /// <summary>The TLS handshake is done; what comes and goes now is encrypted. One that fails ends the connection: <see cref="ClientGone"/>.</summary>
    public sealed record Secured(TlsFacts Facts) : Control;

    /// <summary>The client was silent for longer than the inactivity timeout.</summary>
    public sealed record ClientSilent : Control
    {
        /// <summary>The one instance.</summary>
        public static readonly ClientSilent Instance = new();
    }

    /// <summary>The session has lasted as long as a session may.</summary>
    public sealed record OutOfTime : Control
    {
        /// <summary>The one instance.</summary>
        public static readonly OutOfTime Instance = new();
    }

    /// <summary>The operator ends this session: say 421 at the next turn, whatever is open.</summary>
    public sealed record EndedByOperator : Control
    {
        /// <summary>The one instance.</summary>
        public static readonly EndedByOperator Instance = new();
    }

    /// <summary>The service is going down: finish the transaction that is open, then say 421.</summary>
    public sealed record Drain : Control
    {
        /// <summary>The one instance.</summary>
        public static readonly Drain Instance = new();
    }
}

/// <summary>What the policy wants to read next from the client.</summary>
public enum Reading
{
    /// <summary>Nothing: it is our turn.</summary>
    Nothing,

    /// <summary>The next command line.</summary>
    Line,

    /// <summary>The next chunk of mail data.</summary>
    Chunk,
}

/// <summary>What the policy sends to the client, and what it wants to read next. There is one reading at a time: that is the back-pressure.</summary>
/// <remarks>Kamaelia: box "outbox" of a mail handler.</remarks>
public abstract record Outbox
{
    private Outbox()
    {
    }

    /// <summary>Bytes for the client, then the next reading.</summary>
    public sealed record Send(ReadOnlyMemory<byte> Bytes, Reading Next) : Outbox;

    /// <summary>The first <paramref name="Taken"/> bytes of the last chunk were taken, the rest is to be read again; then the next reading.</summary>
    public sealed record Read(int Taken, Reading Next) : Outbox;

    /// <summary>TLS from the start: whatever has come belongs to the handshake. Nothing is read until <see cref="Control.Secured"/> and the next word.</summary>
    public sealed record SpeakTls(TlsServerSettings Settings) : Outbox;

    /// <summary>The last bytes in clear, then the handshake: what has come behind the client's last command is thrown away.</summary>
    public sealed record StartTls(ReadOnlyMemory<byte> Bytes, TlsServerSettings Settings) : Outbox;
}

/// <summary>How a session ends, told by the policy to its socket.</summary>
/// <remarks>Kamaelia: box "signal" of a mail handler (producerFinished, shutdownMicroprocess).</remarks>
public abstract record Signal
{
    private Signal()
    {
    }

    /// <summary>Everything is said: send what is buffered, close, stop.</summary>
    public sealed record Finished : Signal
    {
        /// <summary>The one instance.</summary>
        public static readonly Finished Instance = new();
    }
}

/// <summary>What the backend sent.</summary>
/// <remarks>Kamaelia: box "tcp_inbox" of a mail handler.</remarks>
public abstract record TcpInbox
{
    private TcpInbox()
    {
    }

    /// <summary>One line without its end.</summary>
    public sealed record Line(ReadOnlyMemory<byte> Bytes) : TcpInbox;
}

/// <summary>What happens to the connection to the backend.</summary>
/// <remarks>Kamaelia: box "tcp_control" of a mail handler.</remarks>
public abstract record TcpControl
{
    private TcpControl()
    {
    }

    /// <summary>Connected; the banner is awaited.</summary>
    public sealed record Connected : TcpControl
    {
        /// <summary>The one instance.</summary>
        public static readonly Connected Instance = new();
    }

    /// <summary>The chunk that was sent last is with the operating system: send the next one.</summary>
    public sealed record Written : TcpControl
    {
        /// <summary>The one instance.</summary>
        public static readonly Written Instance = new();
    }

    /// <summary>
    /// The TLS handshake is done. A <see cref="TcpInbox.Line"/> that comes between <see cref="TcpOutbox.StartTls"/> and this was said in
    /// clear behind the go-ahead: somebody put it there, and the connection must be given up.
    /// </summary>
    public sealed record Secured(TlsFacts Facts) : TcpControl;

    /// <summary>No connection could be made, or it ended, or it spoke no lines; nothing more comes from it.</summary>
    public sealed record Lost(string Why) : TcpControl;
}

/// <summary>What the policy sends to the backend.</summary>
/// <remarks>Kamaelia: box "tcp_outbox" of a mail handler.</remarks>
public abstract record TcpOutbox
{
    private TcpOutbox()
    {
    }

    /// <summary>One or more command lines, with their ends.</summary>
    public sealed record Lines(ReadOnlyMemory<byte> Bytes) : TcpOutbox;

    /// <summary>Mail data, answered with <see cref="TcpControl.Written"/>.</summary>
    public sealed record Chunk(ByteString Bytes) : TcpOutbox;

    /// <summary>
    /// The backend gave its go-ahead for TLS: begin the handshake. Answered with <see cref="TcpControl.Secured"/> or
    /// <see cref="TcpControl.Lost"/>, before which nothing may be sent.
    /// </summary>
    public sealed record StartTls(TlsClientSettings Settings) : TcpOutbox;
}

/// <summary>How the policy ends the connection to the backend.</summary>
/// <remarks>Kamaelia: box "tcp_signal" of a mail handler.</remarks>
public abstract record TcpSignal
{
    private TcpSignal()
    {
    }

    /// <summary>QUIT was sent: close in order.</summary>
    public sealed record Finished : TcpSignal
    {
        /// <summary>The one instance.</summary>
        public static readonly Finished Instance = new();
    }

    /// <summary>Break off at once: the mail data is not complete and must not be delivered.</summary>
    public sealed record Abort : TcpSignal
    {
        /// <summary>The one instance.</summary>
        public static readonly Abort Instance = new();
    }
}
