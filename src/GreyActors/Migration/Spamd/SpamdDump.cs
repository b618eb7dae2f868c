using System.Globalization;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;

namespace GreyActors.Migration.Spamd;

/// <summary>Reads the output of <c>spamdb</c> of OpenBSD's spamd: waiting triplets, clients that have passed, and trapped clients.</summary>
/// <remarks>Lines of fields between bars: <c>GREY|ip|helo|from|to|first|pass|expire|block|pass</c>, the oldest without helo; <c>WHITE|ip|||first|pass|expire|block|pass</c>.</remarks>
public static class SpamdDump
{
    private const string Trapped = "the client is blocked for mail to a trap; GreyActors has no traps";
    private const string Trap = "a spam trap: GreyActors has none; your mail server may refuse that recipient";
    private const string Domain = "a domain that spamd allows: use allowed-domains";
    private const string Unknown = "this is not a line of spamdb";

    /// <summary>The entries of a dump.</summary>
    /// <param name="lines">The lines of the dump.</param>
    /// <param name="where">The name of the dump.</param>
    public static IEnumerable<OldEntry> Read(IEnumerable<string> lines, string where)
    {
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (line.Length > 0)
                yield return Read(line, string.Create(CultureInfo.InvariantCulture, $"{where}:{number}"));
        }
    }

    private static OldEntry Read(string line, string where) => line.Split('|') switch
    {
        ["GREY", var ip, _, .. var path, var first, _, _, _, _] => Grey(line, where, ip, path, first),
        ["WHITE", var ip, "", "", _, _, var expire, _, _] => White(line, where, ip, expire),
        ["TRAPPED", ..] => new OldEntry.Lost(where, line, Trapped),
        ["SPAMTRAP", ..] => new OldEntry.Lost(where, line, Trap),
        ["DOMAIN", ..] => new OldEntry.Lost(where, line, Domain),
        _ => new OldEntry.Lost(where, line, Unknown),
    };

    // The fields between the HELO name and the times. The oldest form has the reverse-path in place of the name. A local-part may contain
    // a bar, so there may be more than two fields; then the end of the first path is unknown.
    private static OldEntry Grey(string line, string where, string ip, string[] paths, string first)
    {
        var pair = paths.Length == 1 ? line.Split('|')[2..4] : paths;
        return pair is [var from, var to]
            && ClientAddress.Parse(ip) is { } address
            && OldPath.Bare(from) is { } reversePath
            && OldPath.Bare(to) is { } forwardPath
            && OldPath.IsRecipient(forwardPath)
            && UnixTime.Seconds(first) is { } firstSeen
                ? new OldEntry.Triplet(
                    where, line, address, address.GetAddressBytes().Length * 8, reversePath, forwardPath, new TripletTimes(firstSeen, TripletTimes.NotPassed))
                : new OldEntry.Lost(where, line, Unknown);
    }

    private static OldEntry White(string line, string where, string ip, string expire) =>
        ClientAddress.Parse(ip) is { } address && UnixTime.Seconds(expire) is { } expires
            ? new OldEntry.Client(where, line, address, expires)
            : new OldEntry.Lost(where, line, Unknown);
}
