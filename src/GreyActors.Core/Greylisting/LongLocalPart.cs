using System.Security.Cryptography;
using System.Text;

namespace GreyActors.Core.Greylisting;

/// <summary>Limits the memory of a triplet: clients choose local-parts, whose length only the command line limits.</summary>
internal static class LongLocalPart
{
    /// <summary>The longest local-part that is kept unchanged, in characters.</summary>
    public const int Longest = 200;

    private const int Kept = 100;
    private const int Hash = 2 * SHA256.HashSizeInBytes;

    // A local-part without quotes contains no colon (RFC 5321 4.1.2), and one with quotes ends with a quote, so no client can send the shortened form of
    // another sender's local-part.
    private const char BeforeHash = ':';

    /// <summary>Shortens a long local-part to its first characters and a hash of all of it; any other stays unchanged.</summary>
    public static string Shorten(string localPart)
    {
        if (localPart.Length <= Longest)
            return localPart;
        var kept = char.IsHighSurrogate(localPart[Kept - 1]) ? Kept - 1 : Kept;
        return $"{localPart[..kept]}{BeforeHash}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(localPart)))}";
    }

    /// <summary>Whether <see cref="Shorten"/> has made this text.</summary>
    public static bool IsShortened(ReadOnlySpan<char> localPart) =>
        localPart.Length > Hash && localPart[^(Hash + 1)] == BeforeHash && localPart.Length - Hash - 1 is Kept or Kept - 1
        && !localPart[^Hash..].ContainsAnyExcept(SenderToken.HexDigits);
}
