using System.Buffers;
using System.Globalization;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>Escapes text from clients for a log, so that it stays on its line and in its field.</summary>
/// <remarks>
/// Everything but printable ASCII is written as <c>\xNN</c>, for each of its UTF-8 bytes. The backslash is escaped too, so that escapes are
/// unambiguous. Text that needs no escape is returned unchanged.
/// </remarks>
public static class LogText
{
    private const string Printable =
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    private static readonly SearchValues<char> LinePlain = SearchValues.Create(Printable);
    private static readonly SearchValues<char> FieldPlain = SearchValues.Create(Without("|"));
    private static readonly SearchValues<char> PathPlain = SearchValues.Create(Without("|<>"));

    /// <summary>Escapes text for the rest of a line.</summary>
    public static string ForLine(string text) => Escape(text, LinePlain);

    /// <summary>Escapes text for a field between bars.</summary>
    public static string ForField(string text) => Escape(text, FieldPlain);

    /// <summary>Escapes text for angle brackets in a field between bars.</summary>
    public static string ForPath(string text) => Escape(text, PathPlain);

    private static string Escape(string text, SearchValues<char> plain)
    {
        if (!text.AsSpan().ContainsAnyExcept(plain))
            return text;

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (plain.Contains((char)octet))
                escaped.Append((char)octet);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\x{octet:x2}");
        }

        return escaped.ToString();
    }

    private static string Without(string left) => string.Concat(Printable.Where(one => !left.Contains(one, StringComparison.Ordinal)));
}
