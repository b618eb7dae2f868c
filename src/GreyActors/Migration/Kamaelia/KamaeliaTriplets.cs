using System.Text;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Migration.Databases;

namespace GreyActors.Migration.Kamaelia;

/// <summary>Reads the triplets of Kamaelia Grey: the start of a wait is in one database, the last use of a pass in the other.</summary>
/// <remarks>Kamaelia: <c>isGreylisted</c> stores under <c>repr((IP, sender, recipient))</c> the <c>str(time.time())</c>.</remarks>
public static class KamaeliaTriplets
{
    private const string NoTriplet = "the key is not a triplet of address, reverse-path and forward-path";
    private const string NoTime = "the value is not a time";

    /// <summary>The triplets of a database.</summary>
    /// <param name="records">The records of the database.</param>
    /// <param name="where">The name of the database.</param>
    /// <param name="havePassed">True for <c>greylisted.dbm</c>, which despite its name contains passed triplets; false for <c>attempters.dbm</c>.</param>
    public static IEnumerable<OldEntry> Read(IEnumerable<DatabaseRecord> records, string where, bool havePassed) =>
        records.Select(record => Read(record, where, havePassed));

    private static OldEntry Read(DatabaseRecord record, string where, bool havePassed)
    {
        var what = $"{record.KeyText} {record.ValueText}";
        if (PythonLiteral.Tuple(Encoding.Latin1.GetString(record.Key.Span)) is not [var client, var sender, var recipient]
            || ClientAddress.Parse(client) is not { } address
            || OldPath.Bare(PythonLiteral.Decoded(sender)) is not { } reversePath
            || OldPath.Bare(PythonLiteral.Decoded(recipient)) is not { } forwardPath
            || !OldPath.IsRecipient(forwardPath))
        {
            return new OldEntry.Lost(where, what, NoTriplet);
        }

        return UnixTime.Seconds(record.ValueText) is { } time
            ? new OldEntry.Triplet(
                where, what, address, address.GetAddressBytes().Length * 8, reversePath, forwardPath, new TripletTimes(time, havePassed ? time : TripletTimes.NotPassed))
            : new OldEntry.Lost(where, what, NoTime);
    }
}
