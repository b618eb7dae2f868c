namespace GreyActors.Core.Reputation;

/// <summary>A macro such as <c>%{l1r-}</c>, with its transformers (RFC 7208 7.1).</summary>
/// <param name="Letter">In lower case.</param>
/// <param name="Parts">The number of parts that are kept, from the right.</param>
/// <param name="IsReversed">Whether the order of the parts is reversed.</param>
/// <param name="Delimiters">The characters that separate the parts; empty for the dot.</param>
/// <param name="IsEscaped">Whether the value is escaped for a URL: the letter is a capital.</param>
internal sealed record SpfMacro(char Letter, int Parts, bool IsReversed, string Delimiters, bool IsEscaped)
{
    /// <summary>The number of parts of a macro that keeps all.</summary>
    public const int AllParts = int.MaxValue;

    /// <summary>The value after the transformers (RFC 7208 7.3).</summary>
    public string Transform(string value)
    {
        var text = Parts == AllParts && !IsReversed && Delimiters.Length == 0 ? value : Rearranged(value);
        return IsEscaped ? Uri.EscapeDataString(text) : text;
    }

    private string Rearranged(string value)
    {
        var parts = value.Split(Delimiters.Length == 0 ? ['.'] : Delimiters.ToCharArray());
        if (IsReversed)
            Array.Reverse(parts);
        return string.Join('.', parts.AsSpan(Math.Max(0, parts.Length - Parts)));
    }
}
