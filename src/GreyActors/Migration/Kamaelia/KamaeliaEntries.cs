using GreyActors.Configuration.Values;

namespace GreyActors.Migration.Kamaelia;

/// <summary>Converts the entries of Kamaelia Grey's lists.</summary>
internal static class KamaeliaEntries
{
    private const string FileMark = "file:";

    /// <summary>The key of a list in our configuration; null if Kamaelia Grey had no such list.</summary>
    public static string? KeyOf(string list) => list switch
    {
        "allowed_senders" => "allowed-senders",
        "allowed_sender_nets" => "allowed-sender-nets",
        "allowed_domains" => "allowed-domains",
        "whitelisted_triples" => "whitelisted-triples",
        "whitelisted_nonstandard_triples" => "whitelisted-nonstandard-triples",
        _ => null,
    };

    /// <summary>Converts an entry; returns it with a difference in meaning, or the reason why it cannot be imported.</summary>
    public static (Checked<string> Ours, string? Differs) Read(string list, string entry) => list switch
    {
        _ when entry.StartsWith(FileMark, StringComparison.Ordinal) => (new Wrong("would be the name of a file here"), null),
        "allowed_senders" => (AddressText.Address(entry) is { Problem: { } problem } ? new Wrong(problem) : Checked<string>.Of(entry), null),
        "allowed_sender_nets" => Net(entry),
        "allowed_domains" => (DomainText.DomainOrLiteral(entry), entry.Any(char.IsAsciiLetterUpper) ? "Kamaelia Grey never matched a domain with capitals; here case does not matter" : null),
        "whitelisted_triples" => (TripleText.Triple(Fields(entry)), FieldsDiffer(entry)),
        "whitelisted_nonstandard_triples" => (TripleText.Nonstandard(Fields(entry)), FieldsDiffer(entry) ?? PrefixDiffers(Prefix(entry))),
        _ => (new Wrong("is in a list that Kamaelia Grey did not have"), null),
    };

    private static (Checked<string> Ours, string? Differs) Net(string entry)
    {
        var read = AddressText.Network(entry);
        return entry.Contains('/', StringComparison.Ordinal) && read.Problem is null
            ? (read, "Kamaelia Grey did not support this notation and never matched a client; here it matches")
            : (read, PrefixDiffers(entry));
    }

    // "192.168.2" also matched 192.168.20.0 to 192.168.29.255 and 192.168.200.0 to 192.168.255.255.
    private static string? PrefixDiffers(string prefix) => prefix.Length == 0 || prefix.EndsWith('.') || AddressText.Network(prefix).Problem is not null
        ? null
        : "Kamaelia Grey compared addresses as text and matched more of them; here only whole octets match";

    private static string Prefix(string entry) => entry.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var prefix, _] ? prefix : "";

    private static string Fields(string entry) => string.Join(' ', entry.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string? FieldsDiffer(string entry) => entry == Fields(entry)
        ? null
        : "Kamaelia Grey failed at it, because its fields are not separated by one space, and accepted all mail that reached this rule";
}
