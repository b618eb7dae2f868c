using System.Text.Unicode;

namespace GreyActors.Core.Smtp;

/// <summary>The characters that any command may contain.</summary>
internal static class CommandText
{
    /// <summary>Whether this is a space or a TAB, which mail servers accept between the words of MAIL and RCPT.</summary>
    public static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\t';

    /// <summary>Whether this is UTF-8 (RFC 6531 3.3) without control characters (C0, DEL, C1) and without line and paragraph separators.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="withTabs">Whether TABs are permitted; the grammar decides where.</param>
    /// <remarks>C1 and the separators are legal UTF-8, but a terminal that shows a log would interpret them.</remarks>
    public static bool IsClean(ReadOnlySpan<byte> text, bool withTabs = false)
    {
        if (!Utf8.IsValid(text))
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < 32 or 127 && !(withTabs && text[i] == '\t'))
                return false;
            if (text[i] >= 0x80 && text[i..] is [0xC2, < 0xA0, ..] or [0xE2, 0x80, 0xA8 or 0xA9, ..])
                return false;
        }

        return true;
    }
}
