namespace GreyActors.Core.Smtp;

/// <summary>The settings of a session, from the configuration and the backend's capabilities.</summary>
/// <param name="ServerName">The server name in the banner and in replies.</param>
/// <param name="ClientAddress">The client's address, for the reply to EHLO.</param>
/// <param name="Offered">The extensions offered in the reply to EHLO.</param>
/// <param name="DeferAt">The command whose reply defers a mail.</param>
/// <param name="DeferReply">The reply to a deferred recipient, or to DATA.</param>
/// <param name="MaxRecipients">The maximum number of recipients of a mail transaction.</param>
/// <param name="MaxErrors">The number of errors after which the session is closed.</param>
/// <param name="RejectEarlyTalkers">Whether a client that sends data before the banner is disconnected.</param>
/// <param name="Tls">How STARTTLS is offered.</param>
public sealed record SessionRules(
    string ServerName,
    string ClientAddress,
    SmtpCapabilities Offered,
    DeferAt DeferAt,
    SmtpReply DeferReply,
    int MaxRecipients,
    int MaxErrors,
    bool RejectEarlyTalkers = true,
    TlsOffer Tls = TlsOffer.None);
