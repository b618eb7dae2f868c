using GreyActors.Configuration.Values;

namespace GreyActors.Migration.Kamaelia;

/// <summary>Turns the entries of the original's lists into ours.</summary>
internal static class KamaeliaEntries
{
    private const string FileMark = "file:";

    /// <summary>The key of a list in our configuration; null when the original had no such list.</summary>
    public static string? KeyOf(string list) => list switch
    {
        "allowed_senders" => "allowed-senders",
        "allowed_sender_nets" => "allowed-sender-nets",
        "allowed_domains" => "allowed-domains",
        "whitelisted_triples" => "whitelisted-triples",
        "whitelisted_nonstandard_triples" => "whitelisted-nonstandard-triples",
        _ => null,
    };

    /// <summary>What an entry becomes, with what differs in it; or why it cannot be carried over.</summary>
    public static (Checked<string> Ours, string? Differs) Read(string list, string entry) => list switch
    {
        _ when entry.StartsWith(FileMark, StringComparison.Ordinal) => (new Wrong("would name a file here"), null),
        "allowed_senders" => (AddressText.Address(entry) is { Problem: { } problem } ? new Wrong(problem) : Checked<string>.Of(entry), null),
        "allowed_sender_nets" => Net(entry),
        "allowed_domains" => (DomainText.DomainOrLiteral(entry), entry.Any(char.IsAsciiLetterUpper) ? "to the original a domain in capitals was no recipient's; here case does not matter" : null),
        "whitelisted_triples" => (TripleText.Triple(Fields(entry)), FieldsDiffer(entry)),
        "whitelisted_nonstandard_triples" => (TripleText.Nonstandard(Fields(entry)), FieldsDiffer(entry) ?? PrefixDiffers(Prefix(entry))),
        _ => (new Wrong("stands in a list that the original did not have"), null),
    };

    private static (Checked<string> Ours, string? Differs) Net(string entry)
    {
        var read = AddressText.Network(entry);
        return entry.Contains('/', StringComparison.Ordinal) && read.Problem is null
            ? (read, "the original knew no networks in this form: it never met a client; here it does")
            : (read, PrefixDiffers(entry));
    }

    // "192.168.2" let in 192.168.20.0 to 192.168.29.255 and 192.168.200.0 to 192.168.255.255, too.
    private static string? PrefixDiffers(string prefix) => prefix.Length == 0 || prefix.EndsWith('.') || AddressText.Network(prefix).Problem is not null
        ? null
        : "the original compared addresses as text, so that more addresses began with it; here it ends with its last octet";

    private static string Prefix(string entry) => entry.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var prefix, _] ? prefix : "";

    private static string Fields(string entry) => string.Join(' ', entry.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string? FieldsDiffer(string entry) => entry == Fields(entry)
        ? null
        : "the original could not read it, because its fields are not parted by one blank, and accepted all mail that came so far in its rules";
}
