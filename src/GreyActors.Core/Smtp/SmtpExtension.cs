using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>One row of the <see cref="SmtpExtensionTable"/>: a service extension (RFC 5321 2.2) with its parameters.</summary>
/// <param name="Flag">Its flag in <see cref="SmtpCapabilities"/>; none for an extension that is never offered.</param>
/// <param name="Keyword">Its keyword in the reply to EHLO.</param>
/// <param name="Rfc">The RFC that defines it.</param>
public sealed record SmtpExtension(SmtpExtensions Flag, string Keyword, int Rfc)
{
    /// <summary>It concerns only the client and GreyActors, so it is offered whatever the backends offer.</summary>
    public bool IsIndependentOfBackends { get; init; }

    /// <summary>The parameters that it adds to MAIL and RCPT.</summary>
    public ImmutableArray<ExtensionParameter> Parameters { get; init; } = [];

    /// <summary>Whether a client that got this offer may use the parameters. Those of an extension that is never offered need any EHLO.</summary>
    public bool IsUsable(SmtpCapabilities offered) => Flag == SmtpExtensions.None ? offered.Extensions != SmtpExtensions.None : offered.Offer(Flag);
}

/// <summary>A parameter of MAIL or RCPT.</summary>
/// <param name="Command">MAIL or RCPT.</param>
/// <param name="Keyword">Its keyword.</param>
/// <param name="Check">The reply to a bad value; null when the value is good.</param>
/// <param name="NeedsExtension">Whether a mail with this value needs the extension at the destination.</param>
/// <param name="Forwarding">When the backend gets the parameter.</param>
public sealed record ExtensionParameter(
    SmtpVerb Command, string Keyword, Func<EsmtpParameter, SmtpCapabilities, SmtpReply?> Check, Func<string, bool> NeedsExtension, ParameterForwarding Forwarding);

/// <summary>When a backend gets a parameter of the client.</summary>
public enum ParameterForwarding
{
    /// <summary>Always; it is only relayed to backends with the extension.</summary>
    Always,

    /// <summary>If the backend offers the extension; the mail is complete without it.</summary>
    IfOffered,

    /// <summary>Never.</summary>
    Never,
}
