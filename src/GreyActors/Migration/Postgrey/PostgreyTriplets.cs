using System.Net.Sockets;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Migration.Databases;

namespace GreyActors.Migration.Postgrey;

/// <summary>Reads <c>postgrey.db</c>: <c>network/reverse-path/forward-path</c> with the times of the first and the last attempt.</summary>
public static class PostgreyTriplets
{
    private const string Hashed = "the key is a hash (--privacy), which cannot be reversed";
    private const string NoTriplet = "the key is not a triplet of address, reverse-path and forward-path";
    private const string NoTimes = "the value is not a pair of times";
    private const string NumberGone = "postgrey replaced a number in the reverse-path by #, but GreyActors compares that number";

    private const int HashLength = 40;

    /// <summary>The triplets of a database.</summary>
    public static IEnumerable<OldEntry> Read(IEnumerable<DatabaseRecord> records, string where, PostgreyOptions options) =>
        records.Select(record => Read(record, where, options));

    /// <summary>Whether a key is a hash (<c>--privacy</c>).</summary>
    internal static bool IsHash(string key) => key.Length == HashLength && key.All(char.IsAsciiHexDigitLower);

    private static OldEntry Read(DatabaseRecord record, string where, PostgreyOptions options)
    {
        var (key, value) = (record.KeyText, record.ValueText);
        var what = $"{key} {value}";
        if (IsHash(key))
            return new OldEntry.Lost(where, key, Hashed);
        if (Parts(key) is not var (client, sender, recipient)
            || ClientAddress.Parse(client) is not { } address
            || OldPath.Bare(sender) is not { } reversePath
            || OldPath.Bare(recipient) is not { } forwardPath
            || !OldPath.IsRecipient(forwardPath))
        {
            return new OldEntry.Lost(where, what, NoTriplet);
        }

        if (value.Split(',') is not [var first, var last, ..] || UnixTime.Seconds(first) is not { } firstSeen || UnixTime.Seconds(last) is not { } lastSeen)
            return new OldEntry.Lost(where, what, NoTimes);
        if (reversePath.Contains('#', StringComparison.Ordinal) && !IsFoldedHere(reversePath))
            return new OldEntry.Lost(where, what, NumberGone);

        // postgrey stores only the last attempt: after the delay it has passed, before it waits.
        var hasPassed = lastSeen - firstSeen >= options.Delay.TotalMilliseconds;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? options.Ipv4Bits : options.Ipv6Bits;
        return new OldEntry.Triplet(where, what, address, bits, reversePath, forwardPath, new TripletTimes(firstSeen, hasPassed ? lastSeen : TripletTimes.NotPassed));
    }

    // A slash may also be in a local-part, but not in a domain, and every reverse-path except the null one has a domain.
    private static (string Client, string Sender, string Recipient)? Parts(string key)
    {
        var client = key.IndexOf('/', StringComparison.Ordinal);
        if (client < 0)
            return null;
        var paths = key[(client + 1)..];
        var at = paths.IndexOf('@', StringComparison.Ordinal);
        var between = paths.StartsWith('/') ? 0 : at < 0 ? -1 : paths.IndexOf('/', at);
        if (between < 0)
            between = paths.IndexOf('/', StringComparison.Ordinal);
        return between < 0 ? null : (key[..client], paths[..between], paths[(between + 1)..]);
    }

    // Whether GreyActors would also put # there, for some number.
    private static bool IsFoldedHere(string reversePath) =>
        SenderNormaliser.Normalise(reversePath.Replace("#", "10", StringComparison.Ordinal)) == SenderNormaliser.Normalise(reversePath);
}
