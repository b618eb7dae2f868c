using System.Text.Unicode;

namespace GreyActors.Core.Smtp;

/// <summary>Which characters a command may contain, whatever its grammar.</summary>
internal static class CommandText
{
    /// <summary>True for a space and for a TAB, which mail servers accept between the words of MAIL and RCPT.</summary>
    public static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\t';

    /// <summary>True for UTF-8 (RFC 6531 3.3) without control characters: neither C0, DEL and C1 nor the line and paragraph separators.</summary>
    /// <param name="text">The octets.</param>
    /// <param name="withTabs">TABs are accepted here; the grammar decides where.</param>
    /// <remarks>The last three kinds are legal UTF-8, but a log or a terminal behind it would obey them.</remarks>
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
