namespace GreyActors.Core.Smtp;

/// <summary>Every reply of GreyActors itself. Replies of the backend are passed on and are not listed here.</summary>
/// <remarks>Enhanced status codes: RFC 3463. <c>docs/session.md</c> lists when each is sent.</remarks>
public static class SmtpReplies
{
    /// <summary>250 to RSET and NOOP.</summary>
    public static readonly SmtpReply Ok = new("250 2.0.0 OK");

    /// <summary>250 to MAIL.</summary>
    public static readonly SmtpReply ReversePathOk = new("250 2.1.0 OK");

    /// <summary>250 to a RCPT whose deferral follows at DATA.</summary>
    public static readonly SmtpReply ForwardPathOk = new("250 2.1.5 OK");

    /// <summary>252 to VRFY (RFC 5321 3.5.3): no client learns which addresses exist.</summary>
    public static readonly SmtpReply CannotVerify = new("252 2.0.0 Cannot VRFY user; try RCPT to attempt delivery");

    /// <summary>214 to HELP: the commands that are accepted.</summary>
    public static readonly SmtpReply Help = new(214, ["2.0.0 Commands: HELO EHLO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT", "2.0.0 See RFC 5321"]);

    /// <summary>214 to HELP if STARTTLS is accepted, too.</summary>
    public static readonly SmtpReply HelpWithStartTls = new(214, ["2.0.0 Commands: HELO EHLO STARTTLS MAIL RCPT DATA RSET NOOP VRFY HELP QUIT", "2.0.0 See RFC 5321"]);

    /// <summary>The command line is too long (RFC 5321 4.5.3.1.4).</summary>
    public static readonly SmtpReply LineTooLong = new("500 5.5.2 Error: command line too long");

    /// <summary>The line contains a CR or LF outside of CRLF (RFC 5321 2.3.8).</summary>
    public static readonly SmtpReply BareNewline = new("500 5.5.2 Error: lines must end with CRLF");

    /// <summary>The line contains control characters or invalid UTF-8.</summary>
    public static readonly SmtpReply BadCharacter = new("500 5.5.2 Error: bad character in command");

    /// <summary>The verb is unknown.</summary>
    public static readonly SmtpReply NotRecognised = new("500 5.5.2 Error: command not recognised");

    /// <summary>The verb is known but not offered here (RFC 5321 4.2.4).</summary>
    public static readonly SmtpReply NotImplemented = new("502 5.5.1 Error: command not implemented");

    /// <summary>The client speaks another protocol. The connection is closed at once, because the next lines may contain text of a third party.</summary>
    public static readonly SmtpReply OtherProtocol = new("554 5.5.0 Error: this is an SMTP server");

    /// <summary>BDAT (RFC 3030 2), which is never offered. The connection is closed, because the chunk after it is mail data and would be read as commands.</summary>
    public static readonly SmtpReply ChunkingNotOffered = new("554 5.5.1 Error: CHUNKING is not offered");

    /// <summary>The client sent before its turn (RFC 2920 3.1, RFC 5321 4.3.1). It ignores our replies, so the connection is closed.</summary>
    public static readonly SmtpReply OutOfTurn = new("554 5.5.0 Error: SMTP protocol synchronization");

    /// <summary>The client sent mail data although DATA was refused; the mail data was discarded.</summary>
    public static readonly SmtpReply UnwantedData = new("554 5.5.0 Error: mail data was refused at DATA");

    /// <summary>220 to STARTTLS (RFC 3207 4): the handshake follows.</summary>
    public static readonly SmtpReply ReadyForTls = new("220 2.0.0 Ready to start TLS");

    /// <summary>STARTTLS inside TLS.</summary>
    public static readonly SmtpReply TlsActive = new("503 5.5.1 Error: TLS already active");

    /// <summary>Any command but NOOP, EHLO, STARTTLS and QUIT while TLS is required (RFC 3207 4).</summary>
    public static readonly SmtpReply NeedTls = new("530 5.7.0 Must issue a STARTTLS command first");

    /// <summary>HELO or EHLO without a usable name.</summary>
    public static readonly SmtpReply BadGreeting = new("501 5.5.4 Syntax: EHLO hostname");

    /// <summary>MAIL with an invalid path.</summary>
    public static readonly SmtpReply BadReversePath = new("501 5.1.7 Syntax: MAIL FROM:<address>");

    /// <summary>RCPT with an invalid path.</summary>
    public static readonly SmtpReply BadForwardPath = new("501 5.1.3 Syntax: RCPT TO:<address>");

    /// <summary>An argument of a command that takes none.</summary>
    public static readonly SmtpReply NoArgument = new("501 5.5.4 Error: this command takes no argument");

    /// <summary>A parameter that is malformed, has an invalid value or has two values.</summary>
    public static readonly SmtpReply BadParameter = new("501 5.5.4 Error: bad parameter");

    /// <summary>A parameter of an extension that was not offered (RFC 5321 4.1.1.11).</summary>
    public static readonly SmtpReply UnknownParameter = new("555 5.5.4 Error: parameter not recognised");

    /// <summary>An address outside ASCII without SMTPUTF8 (RFC 6531 3.5).</summary>
    public static readonly SmtpReply InternationalReversePath = new("550 5.6.7 Error: this address needs SMTPUTF8");

    /// <summary>As <see cref="InternationalReversePath"/>, for a forward-path (RFC 6531 3.5: 553).</summary>
    public static readonly SmtpReply InternationalForwardPath = new("553 5.6.7 Error: this address needs SMTPUTF8");

    /// <summary>A parameter outside ASCII without SMTPUTF8 (RFC 6531 3.3).</summary>
    public static readonly SmtpReply InternationalParameter = new("501 5.5.4 Error: this parameter needs SMTPUTF8");

    /// <summary>The declared size is over the limit (RFC 1870 6.1).</summary>
    public static readonly SmtpReply TooBig = new("552 5.3.4 Error: message size exceeds the limit");

    /// <summary>MAIL before HELO or EHLO.</summary>
    public static readonly SmtpReply NeedGreeting = new("503 5.5.1 Error: send HELO or EHLO first");

    /// <summary>RCPT or DATA before MAIL.</summary>
    public static readonly SmtpReply NeedReversePath = new("503 5.5.1 Error: need MAIL command");

    /// <summary>DATA before RCPT.</summary>
    public static readonly SmtpReply NeedForwardPath = new("503 5.5.1 Error: need RCPT command");

    /// <summary>MAIL inside a mail transaction.</summary>
    public static readonly SmtpReply NestedMail = new("503 5.5.1 Error: nested MAIL command");

    /// <summary>DATA when every recipient was refused (RFC 5321 3.3).</summary>
    public static readonly SmtpReply NoValidRecipients = new("554 5.5.1 Error: no valid recipients");

    /// <summary>The recipient's domain is not served here.</summary>
    public static readonly SmtpReply DomainNotServed = new("550 5.7.1 Relaying denied: domain not served here");

    /// <summary>The local-part asks us to route on (<c>user%elsewhere@here</c>), which would make the backend an open relay.</summary>
    public static readonly SmtpReply RoutedRecipient = new("550 5.7.1 Relaying denied: sender-specified routing");

    /// <summary>The recipient does not exist (RFC 5321 4.2.2, RFC 3463 3.2).</summary>
    public static readonly SmtpReply UnknownRecipient = new("550 5.1.1 Recipient unknown");

    /// <summary>More recipients than one mail transaction may have (RFC 5321 4.5.3.1.10).</summary>
    public static readonly SmtpReply TooManyRecipients = new("452 4.5.3 Error: too many recipients");

    /// <summary>RCPT while the process has too little memory (RFC 5321 4.5.3.1.9).</summary>
    public static readonly SmtpReply LittleMemory = new("452 4.3.1 Error: insufficient memory, please try again later");

    /// <summary>STARTTLS while the process has too little memory (RFC 3207 4).</summary>
    public static readonly SmtpReply NoTlsNow = new("454 4.7.0 TLS is temporarily unavailable, please try again later");

    /// <summary>The store does not answer, and on-store-failure is defer.</summary>
    public static readonly SmtpReply StoreFailure = new("451 4.3.0 Please try again later");

    /// <summary>The backend accepts no connection, or does not reply in time.</summary>
    public static readonly SmtpReply NoRelay = new("451 4.4.1 The destination mail server is not responding, please try again later");

    /// <summary>
    /// The recipient belongs to another backend than the recipients before it. After 452 a client should send to it in another
    /// transaction (RFC 5321 4.5.3.1.10): Exim does so in the same session, but retries later after 451. Postfix retries later after both.
    /// </summary>
    public static readonly SmtpReply AnotherTransaction = new("452 4.5.3 Please send to this recipient in a separate transaction");

    /// <summary>The number of open relays has reached its limit.</summary>
    public static readonly SmtpReply TooManyRelays = new("451 4.3.2 Too many connections to the destination mail server, please try again later");

    /// <summary>DATA or RCPT of a client that did not send DATA in time and lost its relay to other clients.</summary>
    public static readonly SmtpReply RelayYielded = new("451 4.4.2 Timeout waiting for DATA, please try again later");

    /// <summary>421 within the mail data: the client is slow, and others wait for its relay (RFC 5321 3.8).</summary>
    public static readonly SmtpReply TooSlow = new("421 4.4.2 Mail data arrived too slowly, closing connection");

    /// <summary>DATA when no recipient was accepted and at least one failed temporarily.</summary>
    public static readonly SmtpReply NoRecipientNow = new("451 4.3.0 No recipient can be accepted right now, please try again later");

    /// <summary>The connection to the backend was lost.</summary>
    public static readonly SmtpReply RelayLost = new("451 4.4.2 Lost connection to the destination mail server, please try again later");

    /// <summary>The backend sent a reply that cannot be passed on.</summary>
    public static readonly SmtpReply RelayConfused = new("451 4.3.0 The destination mail server is not ready, please try again later");

    /// <summary>The backend offers no TLS, or none that relay.tls accepts.</summary>
    public static readonly SmtpReply RelayInsecure = new("451 4.7.5 Cannot establish a secure connection to the destination mail server, please try again later");

    /// <summary>With LMTP: a recipient that did not accept the last mail together with others, or another recipient of the same mail.</summary>
    public static readonly SmtpReply SendSeparately = new("452 4.5.3 Please send to this recipient separately");

    /// <summary>With LMTP: some recipients accepted the mail and others refused it permanently.</summary>
    public static readonly SmtpReply NotAllTookIt = new("451 4.3.0 Delivery to some recipients failed, please retry");

    /// <summary>The mail data contains a bare CR or LF, and bare-newlines is reject.</summary>
    public static readonly SmtpReply BareNewlineInData = new("550 5.5.2 Error: bare newline in mail data");

    /// <summary>421 after silence (RFC 5321 4.5.3.2.7).</summary>
    public static readonly SmtpReply Timeout = new("421 4.4.2 Error: timeout exceeded, closing connection");

    /// <summary>421 after too many errors.</summary>
    public static readonly SmtpReply TooManyErrors = new("421 4.7.0 Error: too many errors, closing connection");

    /// <summary>421 during the shutdown of the service (RFC 5321 3.8).</summary>
    public static readonly SmtpReply GoingDown = new("421 4.3.2 Service shutting down, closing connection");

    /// <summary>The operator ends the session (RFC 5321 3.8).</summary>
    public static readonly SmtpReply EndedByOperator = new("421 4.3.2 Connection closed by the operator, please try again later");

    /// <summary>421 to a new client when max-connections is reached.</summary>
    public static readonly SmtpReply TooManyConnections = new("421 4.3.2 Too many connections, please try again later");

    /// <summary>The banner (RFC 5321 4.2): the server's name first, then ESMTP.</summary>
    public static SmtpReply Banner(string serverName, string serverId) => new($"220 {serverName} ESMTP {serverId}");

    /// <summary>221 to QUIT.</summary>
    public static SmtpReply Bye(string serverName) => new($"221 2.0.0 {serverName} closing connection");

    /// <summary>250 to HELO.</summary>
    public static SmtpReply Hello(string serverName, string client) => new($"250 {serverName} Hello {client}");

    /// <summary>250 to EHLO with the extensions that are offered (RFC 5321 4.1.1.1).</summary>
    public static SmtpReply ExtendedHello(string serverName, string client, SmtpCapabilities offered, bool startTls) =>
        new(250, [$"{serverName} Hello {client}", .. offered.Keywords(), .. startTls ? ["STARTTLS"] : Array.Empty<string>()]);
}
