using System.Text;

namespace GreyActors.Migration.Databases;

/// <summary>A key with its value, as bytes.</summary>
public readonly record struct DatabaseRecord(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)
{
    /// <summary>The key as text: decoded as UTF-8, which all writers of SMTPUTF8 paths use, otherwise as Latin-1.</summary>
    public string KeyText => TextOf(Key.Span);

    /// <summary>The value as text.</summary>
    public string ValueText => TextOf(Value.Span);

    /// <summary>A record of two texts.</summary>
    public static DatabaseRecord Of(string key, string value) => new(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));

    private static string TextOf(ReadOnlySpan<byte> bytes) => (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
}
