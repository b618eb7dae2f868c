using System.Security.Cryptography;
using System.Text;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>Bytes as text that keeps every one of them.</summary>
public static class Text
{
    /// <summary>One character an octet.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>One octet a character.</summary>
    public static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    /// <summary>For comparing what is too long to print.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
