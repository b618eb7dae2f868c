using GreyActors.Core.Proxy;

namespace GreyActors.Core.Smtp;

/// <summary>The commands of a relay: our name, the reverse-path and the first accepted recipient.</summary>
public sealed record RelayPlan(
    string ServerName,
    MailPath ReversePath,
    EsmtpParameters Parameters,
    MailPath FirstRecipient,
    EsmtpParameters FirstParameters)
{
    /// <summary>The client as shown to the backend; null to hide it.</summary>
    public ForwardedClient? Client { get; init; }

    /// <summary>How the backend gets the client.</summary>
    public ClientAddressMode ClientAddress { get; init; }

    /// <summary>Whether the backend speaks LMTP (RFC 2033) in place of SMTP.</summary>
    public bool Lmtp { get; init; }

    /// <summary>Whether the relay uses TLS.</summary>
    public RelayTls Tls { get; init; }

    /// <summary>Whether the relay must use TLS.</summary>
    public bool NeedsTls => Tls is RelayTls.Required or RelayTls.Verify;

    /// <summary>The text before the banner: a PROXY header, or nothing.</summary>
    public ReadOnlyMemory<byte> Preface => (Client, ClientAddress) switch
    {
        ({ } client, ClientAddressMode.ProxyV1) => ProxyHeader.Version1(client.Remote, client.Local),
        ({ } client, ClientAddressMode.ProxyV2) => ProxyHeader.Version2(client.Remote, client.Local),
        _ => default,
    };

    /// <summary>The extensions without which the mail could not be carried whole.</summary>
    public SmtpExtensions Needed => ParameterRules.NeededFor(Parameters) | ParameterRules.NeededFor(FirstParameters);

    /// <summary>EHLO, or LHLO (RFC 2033 4.1).</summary>
    public string GreetingLine(bool asClient) => $"{(Lmtp ? "LHLO" : "EHLO")} {GreetingName(asClient)}\r\n";

    /// <summary>The name for EHLO: ours, or the client's after XCLIENT.</summary>
    public string GreetingName(bool asClient) => asClient && Client is { Helo.Length: > 0 } client ? client.Helo : ServerName;

    /// <summary>The command that announces the client, given the reply to EHLO; null for none.</summary>
    public string? ClientLine(RelayReply ehlo) => (Client, ClientAddress) switch
    {
        ({ } client, ClientAddressMode.Xclient) => ClientAttributes.Line("XCLIENT", ehlo, client),
        ({ } client, ClientAddressMode.Xforward) => ClientAttributes.Line("XFORWARD", ehlo, client),
        _ => null,
    };

    /// <summary>MAIL for a backend with these capabilities, with the parameters that it gets according to the <see cref="SmtpExtensionTable"/>.</summary>
    public string MailLine(SmtpCapabilities capabilities) => $"MAIL FROM:{ReversePath}{ParameterRules.Forwarded(Parameters, capabilities)}\r\n";

    /// <summary>RCPT for one recipient.</summary>
    public static string RcptLine(MailPath forwardPath, EsmtpParameters parameters) => $"RCPT TO:{forwardPath}{parameters}\r\n";
}
