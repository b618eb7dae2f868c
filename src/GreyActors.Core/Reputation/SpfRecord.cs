using System.Collections.Immutable;

namespace GreyActors.Core.Reputation;

/// <summary>A record without syntax errors (RFC 7208 3).</summary>
/// <param name="Mechanisms">In the order of the record.</param>
/// <param name="Redirect">The domain whose record decides if no mechanism matches (RFC 7208 6.1); null if there is none.</param>
/// <param name="Explanation">The name of the text that explains a fail (RFC 7208 6.2); null if there is none.</param>
internal sealed record SpfRecord(ImmutableArray<SpfMechanism> Mechanisms, SpfMacroString? Redirect, SpfMacroString? Explanation)
{
    private const string Version = "v=spf1";

    /// <summary>Whether a text claims to be a record (RFC 7208 4.5).</summary>
    public static bool IsRecord(string text) =>
        text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] == ' ');

    /// <summary>Parses a record. Null if it is too long or has a syntax error anywhere, even after a mechanism that would match (RFC 7208 4.6).</summary>
    public static SpfRecord? Parse(string text)
    {
        if (text.Length > SpfLimits.MaxTextLength)
            return null;
        var mechanisms = ImmutableArray.CreateBuilder<SpfMechanism>();
        var (redirect, explanation) = ((SpfMacroString?)null, (SpfMacroString?)null);
        var terms = text.AsSpan(Version.Length);
        foreach (var range in terms.Split(' '))
        {
            var term = terms[range];
            if (term.IsEmpty)
                continue;

            var name = ModifierNameOf(term);
            var isValid = name.Length == 0
                ? TryAdd(mechanisms, SpfMechanismParser.Parse(term))
                : IsNamed(name, "redirect") ? TrySetOnce(ref redirect, term[(name.Length + 1)..])
                : IsNamed(name, "exp") ? TrySetOnce(ref explanation, term[(name.Length + 1)..])
                : SpfMacroParser.ParseMacroString(term[(name.Length + 1)..]) is not null;
            if (!isValid)
                return null;
        }

        return new SpfRecord(mechanisms.DrainToImmutable(), redirect, explanation);
    }

    // The name before the equals sign; empty if the term is no modifier. Unlike mechanisms, modifiers of later versions are accepted (RFC 7208 6).
    private static ReadOnlySpan<char> ModifierNameOf(ReadOnlySpan<char> term)
    {
        var end = 0;
        while (end < term.Length && (char.IsAsciiLetterOrDigit(term[end]) || term[end] is '-' or '_' or '.'))
            end++;
        return end < term.Length && term[end] == '=' && char.IsAsciiLetter(term[0]) ? term[..end] : default;
    }

    private static bool IsNamed(ReadOnlySpan<char> name, string wanted) => name.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static bool TryAdd(ImmutableArray<SpfMechanism>.Builder mechanisms, SpfMechanism? mechanism)
    {
        if (mechanism is not null)
            mechanisms.Add(mechanism);
        return mechanism is not null;
    }

    // A second one is a syntax error (RFC 7208 6).
    private static bool TrySetOnce(ref SpfMacroString? modifier, ReadOnlySpan<char> domainSpec)
    {
        if (modifier is not null)
            return false;
        modifier = SpfMacroParser.ParseDomainSpec(domainSpec);
        return modifier is not null;
    }
}
