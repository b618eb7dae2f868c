using System.Net;
using System.Text;
using GreyActors.Core.Addresses;
using GreyActors.Core.Smtp;

namespace GreyActors.Core.Policy;

/// <summary>The attributes of a policy request that matter here (Postfix: SMTPD_POLICY_README). All others are ignored, also those of later versions.</summary>
public sealed class PolicyRequest
{
    // RFC 5321 4.5.3.1.2. A longer name is certainly no host.
    private const int MaxHelo = 255;

    /// <summary>The point of the SMTP dialogue at which Postfix asks.</summary>
    public PolicyState State { get; private set; }

    /// <summary>The client's address; null if Postfix does not know it, as with input from a pipe.</summary>
    public IPAddress? Client { get; private set; }

    /// <summary>The client's name in HELO or EHLO; empty if it gave none, or one that is no text.</summary>
    public string Helo { get; private set; } = "";

    /// <summary>The reverse-path; null if the attribute is missing.</summary>
    public MailPath? Sender { get; private set; }

    /// <summary>The forward-path; null if the attribute is missing or empty. At DATA it is empty for several recipients.</summary>
    public MailPath? Recipient { get; private set; }

    /// <summary>Identifies the mail; the same at every RCPT and at DATA. Empty before Postfix 2.1.</summary>
    public string Instance { get; private set; } = "";

    /// <summary>Whether the client has authenticated (SASL).</summary>
    public bool Authenticated { get; private set; }

    /// <summary>Whether the client speaks TLS.</summary>
    public bool Secured { get; private set; }

    /// <summary>Reads a request as <see cref="PolicyFramer"/> delivers it; null if it is no access request.</summary>
    public static PolicyRequest? Parse(ReadOnlySpan<byte> lines)
    {
        var request = new PolicyRequest();
        var isAccess = false;
        foreach (var range in lines.Split((byte)'\n'))
        {
            if (!PolicyLine.TrySplit(PolicyLine.Trim(lines[range]), out var name, out var value))
                continue;
            if (name.SequenceEqual("request"u8))
                isAccess = value.SequenceEqual("smtpd_access_policy"u8);
            else
                request.Set(name, value);
        }

        return isAccess ? request : null;
    }

    private void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("protocol_state"u8))
            State = StateOf(value);
        else if (name.SequenceEqual("client_address"u8))
            Client = AddressParser.Parse(Encoding.ASCII.GetString(value), AddressNotations.Plain | AddressNotations.DecoratedIpv6);
        else if (name.SequenceEqual("helo_name"u8))
            Helo = value.Length <= MaxHelo && CommandText.IsClean(value) ? Encoding.UTF8.GetString(value) : "";
        else if (name.SequenceEqual("sender"u8))
            Sender = value.IsEmpty ? MailPath.Null : PolicyAddress.Parse(value);
        else if (name.SequenceEqual("recipient"u8))
            Recipient = PolicyAddress.Parse(value);
        else if (name.SequenceEqual("instance"u8))
            Instance = Encoding.UTF8.GetString(value);
        else if (name.SequenceEqual("sasl_username"u8))
            Authenticated = !value.IsEmpty;
        else if (name.SequenceEqual("encryption_protocol"u8))
            Secured = !value.IsEmpty;
    }

    private static PolicyState StateOf(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("RCPT"u8) ? PolicyState.Rcpt
        : value.SequenceEqual("DATA"u8) ? PolicyState.Data
        : PolicyState.Other;
}

/// <summary>The point of the SMTP dialogue at which Postfix asks.</summary>
public enum PolicyState
{
    /// <summary>CONNECT, EHLO, HELO, MAIL, VRFY, ETRN, END-OF-MESSAGE, or one of a later version: nothing is judged there.</summary>
    Other,

    /// <summary>After RCPT, for each recipient.</summary>
    Rcpt,

    /// <summary>After DATA, once for the mail.</summary>
    Data,
}
