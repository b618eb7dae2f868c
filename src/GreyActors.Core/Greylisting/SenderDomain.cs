using System.Collections.Frozen;

namespace GreyActors.Core.Greylisting;

/// <summary>Folds the domains of bulk senders whose domain or whole local-part differs from mail to mail.</summary>
/// <remarks>docs/sender-folding.md has an example for each.</remarks>
internal static class SenderDomain
{
    private const string Salesforce = "bnc.salesforce.com";

    // Mailchimp, Brevo and HubSpot name the sending machine, Salesforce uses a token.
    private static readonly string[] WithHosts =
    [
        "rsgsv.net", "mcsv.net", "mcdlv.net", "sender-sib.com", "hubspotemail.net", "hubspotstarter.net", Salesforce,
    ];

    // Constant Contact, LinkedIn and Campaign Monitor: the local-part is one token, with separators in it.
    private static readonly FrozenSet<string> Opaque = FrozenSet.Create(
        StringComparer.Ordinal, "in.constantcontact.com", "bounce.linkedin.com", "cmail#.com", "createsend#.com");

    // cmail19.com and cmail20.com send for the same customers.
    private static readonly string[] Numbered = ["cmail", "createsend"];

    /// <summary>The domain without the host or token in front of it, and without its number; any other domain stays unchanged.</summary>
    public static string Fold(string domain)
    {
        foreach (var suffix in WithHosts)
        {
            if (domain.Length > suffix.Length && domain[^(suffix.Length + 1)] == '.' && domain.EndsWith(suffix, StringComparison.Ordinal))
                return suffix;
        }

        foreach (var name in Numbered)
        {
            if (domain.StartsWith(name, StringComparison.Ordinal) && domain.EndsWith(".com", StringComparison.Ordinal)
                && domain.Length > name.Length + 4 && !domain.AsSpan(name.Length..^4).ContainsAnyExceptInRange('0', '9'))
            {
                return $"{name}#.com";
            }
        }

        return domain;
    }

    /// <summary>Whether nothing of the local-part identifies a sender.</summary>
    public static bool IsOpaque(string domain) => Opaque.Contains(domain);

    /// <summary>The local-part without the token at its end: <c>info=example.org__0-TOKEN</c> at Salesforce.</summary>
    public static ReadOnlySpan<char> WithoutToken(ReadOnlySpan<char> localPart, string domain)
    {
        var token = domain == Salesforce ? localPart.IndexOf("__", StringComparison.Ordinal) : -1;
        return token > 0 ? localPart[..token] : localPart;
    }
}
