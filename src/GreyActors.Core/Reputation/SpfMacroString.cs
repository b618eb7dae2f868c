using System.Collections.Immutable;

namespace GreyActors.Core.Reputation;

/// <summary>A text with macros, parsed (RFC 7208 7): a domain-spec or an explanation.</summary>
internal sealed class SpfMacroString
{
    private readonly ImmutableArray<SpfMacroPart> _parts;

    public SpfMacroString(ImmutableArray<SpfMacroPart> parts)
    {
        _parts = parts;
        foreach (var part in parts)
        {
            NeedsClientName |= part.Macro?.Letter == 'p';
            DependsOnSender |= part.Macro?.Letter is 's' or 'l' or 'h';
        }
    }

    /// <summary>Whether the DNS must be asked for the client's name before the text is expanded.</summary>
    public bool NeedsClientName { get; }

    /// <summary>Whether the expanded text differs between senders of one domain.</summary>
    public bool DependsOnSender { get; }

    /// <summary>The text with its macros replaced; null if one of them has no value.</summary>
    /// <param name="values">The values of this evaluation.</param>
    /// <param name="domain">The domain whose record contains the text, <c>%{d}</c>.</param>
    /// <param name="clientName">The confirmed name of the client, <c>%{p}</c>; null if there is none.</param>
    /// <param name="enough">A longer text may lose characters from the left: hostile records multiply what the client has sent.</param>
    public string? Expand(SpfMacroValues values, string domain, string? clientName, int enough)
    {
        var texts = new string[_parts.Length];
        var first = texts.Length;
        for (var length = 0; first > 0 && length <= enough; length += texts[first].Length)
        {
            var part = _parts[first - 1];
            var text = part.Macro is { } macro ? values.ValueOf(macro.Letter, domain, clientName) : part.Literal;
            if (text is null)
                return null;
            texts[--first] = part.Macro?.Transform(text) ?? text;
        }

        return string.Concat(texts.AsSpan(first));
    }
}

/// <summary>A literal text or a macro.</summary>
internal readonly record struct SpfMacroPart(string Literal, SpfMacro? Macro);
