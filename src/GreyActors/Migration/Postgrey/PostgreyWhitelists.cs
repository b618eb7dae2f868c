using System.Globalization;
using System.Text.RegularExpressions;
using GreyActors.Configuration.Values;

namespace GreyActors.Migration.Postgrey;

/// <summary>Reads postgrey's whitelists, <c>whitelist_clients</c> and <c>whitelist_recipients</c>, and converts their lines.</summary>
/// <remarks>postgrey: <c>read_clients_whitelists</c>, <c>read_recipients_whitelists</c>. Text after a # is a comment.</remarks>
public static partial class PostgreyWhitelists
{
    private const string ByName = "it is a host name: GreyActors matches clients by address, not by reverse DNS name";

    /// <summary>Converts a list of clients.</summary>
    public static IEnumerable<OldEntry> Clients(IEnumerable<string> lines, string where) => Entries(lines, where, (line, at) =>
    {
        var network = Network(line);
        return ClientText.AddressOrNetwork(network).Problem is { } problem
            ? [new OldEntry.Lost(at, line, IsName(line) ? ByName : $"it {problem}")]
            : [new OldEntry.Listed(at, line, network, IsClient: true)];
    });

    /// <summary>Converts a list of recipients.</summary>
    public static IEnumerable<OldEntry> Recipients(IEnumerable<string> lines, string where)
    {
        var form = PathText.Entry();
        return Entries(lines, where, (line, at) => Recipients(line).Select<string, OldEntry>(entry => form(entry).Problem is { } problem
            ? new OldEntry.Lost(at, line, $"it {problem}")
            : new OldEntry.Listed(at, line, entry, IsClient: false)));
    }

    private static IEnumerable<OldEntry> Entries(IEnumerable<string> lines, string where, Func<string, string, IEnumerable<OldEntry>> read) =>
        lines.SelectMany((text, index) => text.Split('#')[0].Trim() is { Length: > 0 } line
            ? read(line, string.Create(CultureInfo.InvariantCulture, $"{where}:{index + 1}"))
            : []);

    // To postgrey the beginning of an address is a /24, even with only two octets.
    private static string Network(string line) => Beginning().Match(line) switch
    {
        { Success: true } match when match.Groups["third"].Success => $"{line}.0/24",
        { Success: true } => $"{line}.0.0/24",
        _ => line,
    };

    private static bool IsName(string line) => line.StartsWith('/') || (line.Any(char.IsAsciiLetter) && !line.AsSpan().ContainsAny(':', ' '));

    private static IEnumerable<string> Recipients(string line) => line switch
    {
        // postgrey ignores case.
        ['/', .. var pattern, '/'] => [$"/{pattern}/i"],
        _ when line.Contains('@', StringComparison.Ordinal) => [line],
        // A domain and its subdomains.
        _ => [$"@{line}", $".{line}"],
    };

    [GeneratedRegex(@"\A[0-9]{1,3}\.[0-9]{1,3}(?<third>\.[0-9]{1,3})?\z")]
    private static partial Regex Beginning();
}
