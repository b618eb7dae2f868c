using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Reputation;

/// <summary>Reads the resolvers from the system's resolver file (resolv.conf(5)).</summary>
internal static class SystemResolvers
{
    private const int DnsPort = 53;

    // As the C library does (MAXNS).
    private const int MaxResolvers = 3;

    /// <summary>The resolvers in the order of the file; empty if it is absent, unreadable, or has none.</summary>
    public static ImmutableArray<IPEndPoint> Read(string file)
    {
        try
        {
            return Parse(File.ReadLines(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The resolvers of the lines <c>nameserver</c>. Lines that are none are ignored.</summary>
    public static ImmutableArray<IPEndPoint> Parse(IEnumerable<string> lines) =>
    [
        .. lines
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..])
            .Select(words => AddressParser.Parse(words[1], AddressNotations.AnyOfDotNet))
            .OfType<IPAddress>()
            .Take(MaxResolvers)
            .Select(address => new IPEndPoint(address, DnsPort)),
    ];
}
