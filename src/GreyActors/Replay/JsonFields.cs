using System.Text.Json;

namespace GreyActors.Replay;

/// <summary>Reads values at a JSON reader that is at the name of a field, or at the value before. A value of the wrong kind is skipped.</summary>
/// <param name="pool">Shares texts.</param>
internal sealed class JsonFields(HistoryPool pool)
{
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

    /// <summary>A number between two bounds; null for any other value.</summary>
    public double? Number(ref Utf8JsonReader json, string field, double least, double most)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var number) && number >= least && number <= most)
            return number;
        Refuse(ref json, field);
        return null;
    }

    /// <summary>A text; null for any other value.</summary>
    public string? Text(ref Utf8JsonReader json, string field)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
            return pool.Text(ref json);
        Refuse(ref json, field);
        return null;
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
}
