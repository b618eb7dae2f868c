using System.Collections.Immutable;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>The parameters of a MAIL or RCPT command (RFC 5321 4.1.2 Mail-parameters), in the order they were given.</summary>
public sealed record EsmtpParameters(ImmutableArray<EsmtpParameter> Items)
{
    /// <summary>No parameters.</summary>
    public static readonly EsmtpParameters None = new([]);

    /// <summary>The value of the parameter, "" when it has none; null when it was not given.</summary>
    public string? ValueOf(string keyword)
    {
        foreach (var item in Items)
        {
            if (item.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase))
                return item.Value;
        }

        return null;
    }

    /// <summary>The parameters as they follow a path in a command, each with a leading blank.</summary>
    public override string ToString()
    {
        if (Items.IsEmpty)
            return "";
        var text = new StringBuilder();
        foreach (var item in Items)
        {
            text.Append(' ').Append(item.Keyword);
            if (item.Value.Length > 0 || item.HasEmptyValue)
                text.Append('=').Append(item.Value);
        }

        return text.ToString();
    }

    /// <summary>Reads what follows the path. False when that is no list of parameters (RFC 5321 4.1.2 esmtp-param, RFC 6531 3.3).</summary>
    /// <remarks>A parameter that is repeated with the same value is kept once: not every backend accepts it twice.</remarks>
    public static bool TryParse(ReadOnlySpan<byte> text, out EsmtpParameters parameters)
    {
        parameters = None;
        text = text.TrimEnd(" \t"u8);
        if (text.IsEmpty)
            return true;
        if (!CommandText.IsBlank(text[0]))
            return false;
        var items = ImmutableArray.CreateBuilder<EsmtpParameter>();
        foreach (var range in text.SplitAny(" \t"u8))
        {
            var one = text[range];
            if (one.IsEmpty)
                continue;
            if (!TryParseOne(one, out var item))
                return false;
            if (!items.Any(item.Repeats))
                items.Add(item);
        }

        parameters = new EsmtpParameters(items.ToImmutable());
        return true;
    }

    private static bool TryParseOne(ReadOnlySpan<byte> text, out EsmtpParameter item)
    {
        item = default;
        var equals = text.IndexOf((byte)'=');
        var keyword = equals < 0 ? text : text[..equals];
        var value = equals < 0 ? [] : text[(equals + 1)..];
        if (keyword.IsEmpty || !char.IsAsciiLetterOrDigit((char)keyword[0]))
            return false;
        foreach (var b in keyword)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b != '-')
                return false;
        }

        // The grammar has no "=" in a value; senders write one into ORCPT all the same.
        if (value.Contains((byte)' ') || !CommandText.IsClean(value))
            return false;

        item = new EsmtpParameter(Encoding.ASCII.GetString(keyword), Encoding.UTF8.GetString(value), HasEmptyValue: equals >= 0 && value.IsEmpty);
        return true;
    }
}

/// <summary>One parameter.</summary>
/// <param name="Keyword">As it was written.</param>
/// <param name="Value">Empty when it has none.</param>
/// <param name="HasEmptyValue">An equals sign follows the keyword, and nothing follows that. The grammar forbids it (RFC 5321 4.1.2 esmtp-value).</param>
public readonly record struct EsmtpParameter(string Keyword, string Value, bool HasEmptyValue = false)
{
    /// <summary>True when the value has characters beyond ASCII, which only SMTPUTF8 permits (RFC 6531 3.3).</summary>
    public bool IsInternational => !Ascii.IsValid(Value);

    /// <summary>True when the other has the same keyword and the same value, in any letter case.</summary>
    public bool Repeats(EsmtpParameter other) => Value.Equals(other.Value, StringComparison.OrdinalIgnoreCase) && HasEmptyValue == other.HasEmptyValue && Keyword.Equals(other.Keyword, StringComparison.OrdinalIgnoreCase);
}
