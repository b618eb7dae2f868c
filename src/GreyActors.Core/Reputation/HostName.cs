using System.Buffers;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Reputation;

/// <summary>Checks host names that a client chose: only harmless ones are looked up, logged and compared.</summary>
internal static class HostName
{
    // RFC 1035 2.3.4, without the final dot.
    private const int Longest = 253;
    private const int LongestLabel = 63;

    // Some hosts have an underscore in their name, although RFC 952 does not allow it.
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>The name in lower case and A-labels, without the final dot; null for an address, a single label, or an invalid name.</summary>
    public static string? Parse(string text)
    {
        if (text.Length > Longest + 1)
            return null;
        var name = DomainName.Fold(text);
        return name.Length <= Longest && !name.AsSpan().ContainsAnyExcept(Allowed) && HasValidLabels(name) ? name : null;
    }

    // The last label has a letter (RFC 3696 2): otherwise the text is an address, or a part of one.
    private static bool HasValidLabels(ReadOnlySpan<char> name)
    {
        var last = name.LastIndexOf('.');
        if (last < 0 || !name[last..].ContainsAnyInRange('a', 'z'))
            return false;
        foreach (var label in name.Split('.'))
        {
            if (name[label].Length is 0 or > LongestLabel)
                return false;
        }

        return true;
    }
}
