using System.Security.Cryptography;
using System.Text;

namespace GreyActors.Core.Greylisting;

/// <summary>Bounds the memory that a triplet takes: a client chooses its local-parts, and only the command line limits their length.</summary>
internal static class LongLocalPart
{
    /// <summary>The longest local-part that a triplet keeps as it is, in characters.</summary>
    public const int Longest = 200;

    private const int Kept = 100;

    // No local-part without quotes contains a colon (RFC 5321 4.1.2), and one with quotes ends with a quote: no client can write the
    // shortened form of another sender's local-part.
    private const char BeforeHash = ':';

    /// <summary>A long local-part as its first characters and the hash of all of it; any other as it is.</summary>
    public static string Shorten(string localPart)
    {
        if (localPart.Length <= Longest)
            return localPart;
        var kept = char.IsHighSurrogate(localPart[Kept - 1]) ? Kept - 1 : Kept;
        return $"{localPart[..kept]}{BeforeHash}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(localPart)))}";
    }
}
