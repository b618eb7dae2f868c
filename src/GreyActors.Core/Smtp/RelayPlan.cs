using GreyActors.Core.Proxy;

namespace GreyActors.Core.Smtp;

/// <summary>What a relay shall say: our name, the reverse-path and the first recipient that was accepted.</summary>
public sealed record RelayPlan(
    string ServerName,
    MailPath ReversePath,
    EsmtpParameters Parameters,
    MailPath FirstRecipient,
    EsmtpParameters FirstParameters)
{
    /// <summary>The client, as the backend shall see it; null when it shall not.</summary>
    public ForwardedClient? Client { get; init; }

    /// <summary>How it is told of the client.</summary>
    public ClientAddressMode ClientAddress { get; init; }

    /// <summary>It speaks LMTP (RFC 2033), not SMTP.</summary>
    public bool Lmtp { get; init; }

    /// <summary>Whether it is spoken to under TLS.</summary>
    public RelayTls Tls { get; init; }

    /// <summary>It is spoken to under TLS or not at all.</summary>
    public bool NeedsTls => Tls is RelayTls.Required or RelayTls.Verify;

    /// <summary>What is sent before anything is heard: a PROXY header, or nothing.</summary>
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

    /// <summary>The name for EHLO: ours, or the client's to a server that was told that it speaks with the client.</summary>
    public string GreetingName(bool asClient) => asClient && Client is { Helo.Length: > 0 } client ? client.Helo : ServerName;

    /// <summary>The command that tells of the client, given the reply to EHLO; null when there is none to say.</summary>
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
