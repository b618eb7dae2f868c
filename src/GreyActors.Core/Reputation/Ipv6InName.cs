using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace GreyActors.Core.Reputation;

/// <summary>Finds the groups of an IPv6 address in a name.</summary>
internal static class Ipv6InName
{
    private const int Groups = 8;
    private const int MostGroups = 128;
    // Three groups.
    private const int Nibbles = 12;

    /// <summary>Whether the name contains three neighbouring groups of the address, or twelve neighbouring nibbles.</summary>
    /// <param name="name">In lower case.</param>
    /// <param name="isMail">Whether the name indicates mail: if not, two groups of at least three digits are enough.</param>
    public static bool IsIn(ReadOnlySpan<char> name, IPAddress address, bool isMail)
    {
        var bytes = address.GetAddressBytes();
        return name.Contains(address.ToString().Replace(':', '-'), StringComparison.Ordinal)
            || HasNibbles(name, Convert.ToHexStringLower(bytes))
            || HasGroups(name, bytes, isMail);
    }

    // 20010db847b98ed9…, 2001-0db8-47b9-8ed9-…, 9.d.e.8.9.b.7.4.…: with or without separators, forward or backward.
    private static bool HasNibbles(ReadOnlySpan<char> name, string address)
    {
        var bare = name.ToString().Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        var reversed = address.ToCharArray();
        Array.Reverse(reversed);
        for (var i = 0; i + Nibbles <= address.Length; i++)
        {
            if (bare.Contains(address.Substring(i, Nibbles), StringComparison.Ordinal) || bare.AsSpan().IndexOf(reversed.AsSpan(i, Nibbles)) >= 0)
                return true;
        }

        return false;
    }

    // 2001-db8-47b9-8ed9--25: groups without their leading zeros.
    private static bool HasGroups(ReadOnlySpan<char> name, ReadOnlySpan<byte> address, bool isMail)
    {
        Span<ushort> groups = stackalloc ushort[Groups];
        for (var i = 0; i < Groups; i++)
            groups[i] = BinaryPrimitives.ReadUInt16BigEndian(address[(2 * i)..]);
        Span<ushort> buffer = stackalloc ushort[MostGroups];
        var found = GroupsIn(name, buffer);
        for (var i = 0; i < Groups; i++)
        {
            if (i + 3 <= Groups && found.IndexOf(groups.Slice(i, 3)) >= 0 && groups.Slice(i, 3).ContainsAnyExcept((ushort)0))
                return true;
            if (!isMail && i + 2 <= Groups && groups[i] > 0xFF && groups[i + 1] > 0xFF && found.IndexOf(groups.Slice(i, 2)) >= 0)
                return true;
        }

        return false;
    }

    private static ReadOnlySpan<ushort> GroupsIn(ReadOnlySpan<char> name, Span<ushort> groups)
    {
        var count = 0;
        for (var at = 0; at < name.Length && count < groups.Length;)
        {
            var length = 0;
            while (at + length < name.Length && char.IsAsciiHexDigit(name[at + length]))
                length++;
            if (length is > 0 and <= 4)
                groups[count++] = ushort.Parse(name.Slice(at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            at += Math.Max(length, 1);
        }

        return groups[..count];
    }
}
