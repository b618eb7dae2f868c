using System.Text;
using CsCheck;

namespace GreyActors.Core.Tests.Smtp;

/// <summary>Text with one character for each byte, so that a test can contain every byte.</summary>
internal static class Bytes
{
    public static byte[] Of(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>The bytes as text for a test's message.</summary>
    public static string Show(string text) =>
        string.Concat(text.Select(c => c switch { '\r' => "<CR>", '\n' => "<LF>", < ' ' or > '~' => $"<{(int)c:x2}>", _ => c.ToString() }));

    /// <summary>The bytes in pieces, cut at <paramref name="cuts"/>, each modulo the length.</summary>
    public static IEnumerable<byte[]> Cut(byte[] whole, IEnumerable<int> cuts)
    {
        var at = 0;
        foreach (var cut in cuts.Select(cut => whole.Length == 0 ? 0 : cut % whole.Length).Order())
        {
            yield return whole[at..cut];
            at = cut;
        }

        yield return whole[at..];
    }

    /// <summary>Random bytes from an alphabet of words.</summary>
    public static Gen<string> Made(int most, params string[] words) => Gen.OneOf(words).Array[0, most].Select(string.Concat);
}
