namespace GreyActors.Core.Smtp;

/// <summary>What a session needs of the configuration and of the backend's capabilities.</summary>
/// <param name="ServerName">Our name in the banner and in replies.</param>
/// <param name="ClientAddress">The client's address as EHLO echoes it.</param>
/// <param name="Offered">The extensions offered at EHLO.</param>
/// <param name="DeferAt">The command at which a deferral is told.</param>
/// <param name="DeferReply">The reply to a deferred recipient, or to DATA.</param>
/// <param name="MaxRecipients">Recipients of one mail transaction.</param>
/// <param name="MaxErrors">Errors after which the session is closed.</param>
/// <param name="RejectEarlyTalkers">A client that speaks before its turn is closed.</param>
/// <param name="Tls">What is said of STARTTLS.</param>
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
