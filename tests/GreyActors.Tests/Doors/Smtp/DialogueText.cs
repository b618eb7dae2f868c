using System.Globalization;
using System.Text;
using Akka.IO;
using Xunit;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>Between the text of a dialogue's line and what is said and heard.</summary>
internal static class DialogueText
{
    public static void Split(ReadOnlyMemory<byte> bytes, Queue<string> lines)
    {
        var text = Encoding.UTF8.GetString(bytes.Span);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        foreach (var line in text[..^2].Split("\r\n"))
            lines.Enqueue(line);
    }

    public static void Match(string expected, string line)
    {
        if (expected.EndsWith('*'))
            Assert.StartsWith(expected[..^1], line, StringComparison.Ordinal);
        else
            Assert.Equal(expected, line);
    }

    public static ByteString Bytes(string escaped) => ByteString.FromString(
        escaped.Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal));

    public static string Escaped(ByteString bytes) => bytes.ToString(Encoding.UTF8)
        .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public static TimeSpan Duration(string text) => TimeSpan.FromSeconds(int.Parse(text.AsSpan(1, text.Length - 2), CultureInfo.InvariantCulture));
}
