namespace GreyActors.Core.Reputation;

/// <summary>Decides which names can exist in the DNS. Records may ask for names that no host has (RFC 7208 7.1).</summary>
internal static class SpfName
{
    /// <summary>The longest name in text form, without the final dot (RFC 1035 3.1).</summary>
    public const int MaxLength = 253;

    private const int MaxLabelLength = 63;

    /// <summary>
    /// The name, in lower case, that an expanded domain-spec means; null if it cannot exist (RFC 7208 4.8). A name that is too long loses labels from the
    /// left (RFC 7208 7.3).
    /// </summary>
    public static string? Target(string expanded)
    {
        var name = expanded.EndsWith('.') ? expanded[..^1] : expanded;
        if (name.Length > MaxLength)
            name = name[(name.IndexOf('.', name.Length - MaxLength - 1) + 1)..];
        return CanExist(name) ? name.ToLowerInvariant() : null;
    }

    /// <summary>Whether a name ends with a domain: it is the domain itself, or a name in it.</summary>
    public static bool IsWithin(string name, string domain) =>
        name.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
        && (name.Length == domain.Length || name[^(domain.Length + 1)] == '.');

    // A resolver may complete a single label with its own search list, so such a name is not asked for.
    private static bool CanExist(ReadOnlySpan<char> name)
    {
        if (name.Length > MaxLength || !name.Contains('.') || name.ContainsAnyExceptInRange(' ', '~'))
            return false;
        foreach (var label in name.Split('.'))
        {
            if (label.End.Value - label.Start.Value is 0 or > MaxLabelLength)
                return false;
        }

        return true;
    }
}
