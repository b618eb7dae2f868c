using System.Globalization;
using GreyActors.Core.Addresses;
using GreyActors.Migration.Databases;

namespace GreyActors.Migration.Postgrey;

/// <summary>Reads <c>postgrey_clients.db</c>: client addresses with the number of passed triplets, and the time of the last pass.</summary>
public static class PostgreyClients
{
    private const string Hashed = "the address is a hash (--privacy), which cannot be reversed";
    private const string NoClient = "this is not a client address with a number and a time";
    private const string NotYet = "the client had not passed often enough (--auto-whitelist-clients)";

    /// <summary>The clients of a database.</summary>
    public static IEnumerable<OldEntry> Read(IEnumerable<DatabaseRecord> records, string where, PostgreyOptions options) =>
        records.Select(record => Read(record, where, options));

    private static OldEntry Read(DatabaseRecord record, string where, PostgreyOptions options)
    {
        var (key, value) = (record.KeyText, record.ValueText);
        var what = $"{key} {value}";
        if (PostgreyTriplets.IsHash(key))
            return new OldEntry.Lost(where, key, Hashed);
        if (ClientAddress.Parse(key) is not { } address
            || value.Split(',') is not [var count, var last, ..]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var passes)
            || UnixTime.Seconds(last) is not { } lastSeen)
        {
            return new OldEntry.Lost(where, what, NoClient);
        }

        return options.ClientAfter > 0 && passes >= options.ClientAfter
            ? new OldEntry.Client(where, what, address, lastSeen + (long)options.MaxAge.TotalMilliseconds)
            : new OldEntry.Lost(where, what, NotYet);
    }
}
