using System.Buffers;
using System.Globalization;

namespace GreyActors.Core.Reputation;

/// <summary>Finds the octets of an IPv4 address in a name.</summary>
internal static class Ipv4InName
{
    private const int Octets = 4;
    private const int MostNumbers = 128;
    // Shorter numbers are too often serial numbers.
    private const int ShortestUnpadded = 7;

    /// <summary>Whether the name contains three octets, or the last two.</summary>
    /// <param name="name">In lower case.</param>
    /// <param name="isMail">Whether the name indicates mail: then it must contain three octets as separate numbers or in hexadecimal.</param>
    public static bool IsIn(ReadOnlySpan<char> name, ReadOnlySpan<byte> address, bool isMail)
    {
        Span<byte> numbers = stackalloc byte[MostNumbers];
        return HasThree(SeparateNumbers(name, numbers, hexadecimal: false), address)
            || HasThree(SeparateNumbers(name, numbers, hexadecimal: true), address)
            || HasThreeInHexadecimal(name, address)
            || (!isMail && (HasLastTwo(SeparateNumbers(name, numbers, hexadecimal: false), address) || HasUnseparated(name, address)));
    }

    // 192-0-2-25, 025.002.000.192, host2-25: every run of at most three digits; or c0-00-02-19: every run of two hexadecimal digits.
    private static ReadOnlySpan<byte> SeparateNumbers(ReadOnlySpan<char> name, Span<byte> numbers, bool hexadecimal)
    {
        var count = 0;
        for (var at = 0; at < name.Length && count < numbers.Length;)
        {
            var length = LengthOfRun(name[at..], hexadecimal);
            var run = name.Slice(at, length);
            var isNumber = hexadecimal ? length == 2 && byte.TryParse(run, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out numbers[count])
                : length is > 0 and <= 3 && byte.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[count]);
            count += isNumber ? 1 : 0;
            at += Math.Max(length, 1);
        }

        return numbers[..count];
    }

    private static int LengthOfRun(ReadOnlySpan<char> text, bool hexadecimal)
    {
        var length = 0;
        while (length < text.Length && (hexadecimal ? char.IsAsciiHexDigit(text[length]) : char.IsAsciiDigit(text[length])))
            length++;
        return length;
    }

    private static bool HasThree(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> address)
    {
        for (var i = 0; i + 3 <= numbers.Length; i++)
        {
            if (AreOctets(numbers.Slice(i, 3), address))
                return true;
        }

        return false;
    }

    // In any order, each octet once.
    private static bool AreOctets(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> address)
    {
        var used = 0;
        foreach (var number in numbers)
        {
            var octet = 0;
            while (octet < Octets && (address[octet] != number || (used & (1 << octet)) != 0))
                octet++;
            if (octet == Octets)
                return false;
            used |= 1 << octet;
        }

        return true;
    }

    private static bool HasLastTwo(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> address) =>
        numbers.IndexOf([address[2], address[3]]) >= 0 || numbers.IndexOf([address[3], address[2]]) >= 0;

    // c0000219, p19c000, c0000219a.
    private static bool HasThreeInHexadecimal(ReadOnlySpan<char> name, ReadOnlySpan<byte> address)
    {
        Span<byte> octets = stackalloc byte[3];
        for (var i = 0; i + 6 <= name.Length; i++)
        {
            if (LengthOfRun(name.Slice(i, 6), hexadecimal: true) == 6
                && Convert.FromHexString(name.Slice(i, 6), octets, out _, out _) == OperationStatus.Done
                && AreOctets(octets, address))
            {
                return true;
            }
        }

        return false;
    }

    // 192000002025, 002025, 1920225.
    private static bool HasUnseparated(ReadOnlySpan<char> name, ReadOnlySpan<byte> address)
    {
        var (a, b, c, d) = (address[0], address[1], address[2], address[3]);
        var forward = string.Create(CultureInfo.InvariantCulture, $"{a}{b}{c}{d}");
        var backward = string.Create(CultureInfo.InvariantCulture, $"{d}{c}{b}{a}");
        return name.Contains(string.Create(CultureInfo.InvariantCulture, $"{c:000}{d:000}"), StringComparison.Ordinal)
            || name.Contains(string.Create(CultureInfo.InvariantCulture, $"{d:000}{c:000}"), StringComparison.Ordinal)
            || (forward.Length >= ShortestUnpadded
                && (name.Contains(forward, StringComparison.Ordinal) || name.Contains(backward, StringComparison.Ordinal)));
    }
}
