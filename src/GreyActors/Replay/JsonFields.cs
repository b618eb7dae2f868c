using System.Text.Json;

namespace GreyActors.Replay;

/// <summary>Reads values at a JSON reader that is at the name of a field, or at the value before. A value of the wrong kind is skipped.</summary>
internal sealed class JsonFields
{
    // The longest number with three decimals that is read without floating point.
    private const int MostDigits = 15;

    private char[] _text = new char[256];

    /// <summary>The first field with a wrong value, as a clause; null if there is none.</summary>
    public string? Wrong { get; set; }

    /// <summary>Moves to the first element of an array, or to its end; false if the value is no array.</summary>
    public bool Array(ref Utf8JsonReader json, string field)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.StartArray)
            return json.Read();
        Refuse(ref json, field);
        return false;
    }

    /// <summary>A number of seconds between two bounds, in milliseconds; null for any other value.</summary>
    public long? Milliseconds(ref Utf8JsonReader json, string field, double least, double most)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && Milliseconds(ref json) is { } number && number >= least * 1000 && number <= most * 1000)
            return (long)number;
        Refuse(ref json, field);
        return null;
    }

    /// <summary>A whole number that is not negative; null for any other value.</summary>
    public int? Number(ref Utf8JsonReader json, string field)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number) && number >= 0)
            return number;
        Refuse(ref json, field);
        return null;
    }

    /// <summary>A text, until the next call; false for any other value.</summary>
    public bool Text(ref Utf8JsonReader json, string field, out ReadOnlySpan<char> text)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
        {
            text = Text(ref json);
            return true;
        }

        Refuse(ref json, field);
        text = default;
        return false;
    }

    /// <summary>The text at the reader, until the next call.</summary>
    public ReadOnlySpan<char> Text(ref Utf8JsonReader json)
    {
        if (json.ValueSpan.Length > _text.Length)
            _text = new char[json.ValueSpan.Length];
        return _text.AsSpan(0, json.CopyString(_text));
    }

    /// <summary>Whether the value is true.</summary>
    public static bool Flag(ref Utf8JsonReader json)
    {
        json.Read();
        var isTrue = json.TokenType == JsonTokenType.True;
        json.Skip();
        return isTrue;
    }

    /// <summary>Skips a value.</summary>
    public static void Skip(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    /// <summary>Skips the value at the reader, which has the wrong kind.</summary>
    public void Refuse(ref Utf8JsonReader json, string field)
    {
        Wrong ??= $"the field {field} is invalid";
        if (json.TokenType != JsonTokenType.EndArray)
            json.Skip();
    }

    // A trace has a dozen numbers in each line, nearly all of them with at most three decimals.
    private static double? Milliseconds(ref Utf8JsonReader json)
    {
        var text = json.ValueSpan;
        var (value, decimals) = (0L, -1);
        if (text.Length > MostDigits)
            return Rounded(ref json);
        foreach (var digit in text)
        {
            if (digit == '.')
                decimals = 0;
            else if (digit is >= (byte)'0' and <= (byte)'9' && decimals < 3)
                (value, decimals) = ((value * 10) + (digit - '0'), decimals < 0 ? -1 : decimals + 1);
            else
                return Rounded(ref json);
        }

        return value * (decimals switch { 3 => 1, 2 => 10, 1 => 100, _ => 1000 });
    }

    private static double? Rounded(ref Utf8JsonReader json) => json.TryGetDouble(out var seconds) ? Math.Round(seconds * 1000) : null;
}
