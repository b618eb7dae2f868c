using System.Buffers;
using System.Collections.Immutable;

namespace GreyActors.Core.Reputation;

/// <summary>Parses texts with macros (RFC 7208 7.1).</summary>
internal static class SpfMacroParser
{
    private const string Letters = "slodiphv";
    private const string LettersOfExplanations = Letters + "crt";

    private static readonly SearchValues<char> Delimiters = SearchValues.Create(".-+,/_=");

    /// <summary>Parses a domain-spec; null if it has a syntax error.</summary>
    public static SpfMacroString? ParseDomainSpec(ReadOnlySpan<char> text) =>
        Parts(text, '!', Letters) is { IsEmpty: false } parts && EndsAsDomain(parts[^1]) ? new SpfMacroString(parts) : null;

    /// <summary>Parses the value of an unknown modifier (RFC 7208 6); null if it has a syntax error.</summary>
    public static SpfMacroString? ParseMacroString(ReadOnlySpan<char> text) => Parts(text, '!', Letters) is { } parts ? new SpfMacroString(parts) : null;

    /// <summary>Parses the text of an explanation (RFC 7208 6.2): spaces and three more letters are allowed; null if it has a syntax error.</summary>
    public static SpfMacroString? ParseExplanation(ReadOnlySpan<char> text) =>
        Parts(text, ' ', LettersOfExplanations) is { } parts ? new SpfMacroString(parts) : null;

    private static ImmutableArray<SpfMacroPart>? Parts(ReadOnlySpan<char> text, char lowestLiteral, string letters)
    {
        var parts = ImmutableArray.CreateBuilder<SpfMacroPart>(1);
        while (!text.IsEmpty)
        {
            var percent = text.IndexOf('%');
            var literal = percent < 0 ? text : text[..percent];
            if (literal.ContainsAnyExceptInRange(lowestLiteral, '~'))
                return null;
            if (!literal.IsEmpty)
                parts.Add(new SpfMacroPart(literal.ToString(), null));
            if (percent < 0)
                break;

            text = text[percent..];
            if (Expand(ref text, letters) is not { } part)
                return null;
            parts.Add(part);
        }

        return parts.DrainToImmutable();
    }

    // macro-expand: %{…}, %%, %_ or %-.
    private static SpfMacroPart? Expand(scoped ref ReadOnlySpan<char> text, string letters)
    {
        if (text.Length < 2)
            return null;
        if (text[1] == '{')
        {
            var end = text.IndexOf('}');
            if (end < 0 || Macro(text[2..end], letters) is not { } macro)
                return null;
            text = text[(end + 1)..];
            return new SpfMacroPart("", macro);
        }

        var literal = text[1] switch { '%' => "%", '_' => " ", '-' => "%20", _ => null };
        text = text[2..];
        return literal is null ? null : new SpfMacroPart(literal, null);
    }

    // macro-letter, number of parts, "r", delimiters.
    private static SpfMacro? Macro(ReadOnlySpan<char> body, string letters)
    {
        if (body.IsEmpty || !letters.Contains(char.ToLowerInvariant(body[0]), StringComparison.Ordinal))
            return null;
        var (letter, isCapital) = (char.ToLowerInvariant(body[0]), char.IsAsciiLetterUpper(body[0]));
        body = body[1..];

        var digits = body.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : body.Length;
        if (digits > 0 && body[..digits].Trim('0').IsEmpty)
            return null;
        var parts = digits == 0 || !int.TryParse(body[..digits], out var number) ? SpfMacro.AllParts : number;
        body = body[digits..];

        var isReversed = !body.IsEmpty && body[0] is 'r' or 'R';
        var delimiters = isReversed ? body[1..] : body;
        return delimiters.ContainsAnyExcept(Delimiters) ? null : new SpfMacro(letter, parts, isReversed, delimiters.ToString(), isCapital);
    }

    // domain-end: a macro, or a dot and a top label. A literal contains a percent sign or a space only if it was written as %%, %_ or %-.
    private static bool EndsAsDomain(SpfMacroPart last)
    {
        if (last.Macro is not null || last.Literal is "%" or " " or "%20")
            return true;
        var text = last.Literal.AsSpan();
        if (text[^1] == '.')
            text = text[..^1];
        return text.LastIndexOf('.') is >= 0 and var dot && IsTopLabel(text[(dot + 1)..]);
    }

    private static bool IsTopLabel(ReadOnlySpan<char> label)
    {
        if (label.IsEmpty || label[0] == '-' || label[^1] == '-')
            return false;
        var isNumber = true;
        foreach (var character in label)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-')
                return false;
            isNumber &= char.IsAsciiDigit(character);
        }

        return !isNumber;
    }
}
