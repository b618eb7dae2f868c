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
            if (item.Value.Length > 0)
                text.Append('=').Append(item.Value);
        }

        return text.ToString();
    }

    /// <summary>Reads what follows the path. False when it is not parameters at all (RFC 5321 4.1.2 esmtp-param).</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out EsmtpParameters parameters)
    {
        parameters = None;
        text = text.TrimEnd((byte)' ');
        if (text.IsEmpty)
            return true;
        if (text[0] != ' ')
            return false;
        var items = ImmutableArray.CreateBuilder<EsmtpParameter>();
        foreach (var range in text.Split((byte)' '))
        {
            var one = text[range];
            if (one.IsEmpty)
                continue;
            if (!TryParseOne(one, out var item))
                return false;
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
        if (keyword.IsEmpty || (equals >= 0 && value.IsEmpty) || !char.IsAsciiLetterOrDigit((char)keyword[0]))
            return false;
        foreach (var b in keyword)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b != '-')
                return false;
        }

        foreach (var b in value)
        {
            if (b is <= 32 or >= 127 or (byte)'=')
                return false;
        }

        item = new EsmtpParameter(Encoding.ASCII.GetString(keyword), Encoding.ASCII.GetString(value));
        return true;
    }
}

/// <summary>One parameter; <paramref name="Value"/> is empty when it has none.</summary>
public readonly record struct EsmtpParameter(string Keyword, string Value);
