using System.Text;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Smtp;

/// <summary>A reverse-path or forward-path without its source route (RFC 5321 4.1.2), with both parts as written.</summary>
/// <param name="LocalPart">The local-part, with its quotes if it had any; empty in the null reverse-path.</param>
/// <param name="Domain">A domain or an address literal; empty in <c>&lt;&gt;</c> and <c>&lt;postmaster&gt;</c>.</param>
public readonly record struct MailPath(string LocalPart, string Domain)
{
    /// <summary>The null reverse-path (RFC 5321 4.5.5).</summary>
    public static readonly MailPath Null = new("", "");

    /// <summary>Whether this is <c>&lt;&gt;</c>.</summary>
    public bool IsNull => LocalPart.Length == 0 && Domain.Length == 0;

    /// <summary>The address without angle brackets.</summary>
    public string Address => Domain.Length == 0 ? LocalPart : $"{LocalPart}@{Domain}";

    /// <summary>The local-part without the quoting of RFC 5321 4.1.2, as the receiving host interprets it.</summary>
    public string UnquotedLocalPart => QuotedLocalPart.Unquote(LocalPart);

    /// <summary>Whether the address needs SMTPUTF8 (RFC 6531 3.3).</summary>
    public bool IsInternational => !Ascii.IsValid(LocalPart) || !Ascii.IsValid(Domain);

    /// <summary>The path as in a command: <c>&lt;local-part@domain&gt;</c>.</summary>
    public override string ToString() => $"<{Address}>";
}
