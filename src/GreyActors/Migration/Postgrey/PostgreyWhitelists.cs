using System.Globalization;
using System.Text.RegularExpressions;
using GreyActors.Configuration.Values;

namespace GreyActors.Migration.Postgrey;

/// <summary>Reads postgrey's whitelists, <c>whitelist_clients</c> and <c>whitelist_recipients</c>, and says their lines in our words.</summary>
/// <remarks>postgrey: <c>read_clients_whitelists</c>, <c>read_recipients_whitelists</c>. What stands behind a # is no part of a line.</remarks>
public static partial class PostgreyWhitelists
{
    private const string ByName = "it is a client's name: here clients are known by their addresses, not by the names that reverse DNS has for them";
    private const string NoClient = "it is no client";
    private const string NoRecipient = "it is no recipient";

    /// <summary>The lines of a list of clients.</summary>
    public static IEnumerable<OldEntry> Clients(IEnumerable<string> lines, string where) => Entries(lines, where, (line, at) =>
        Network(line) is { } network ? [new OldEntry.Listed(at, line, network, IsClient: true)]
        : line.Any(char.IsWhiteSpace) ? [new OldEntry.Lost(at, line, NoClient)]
        : [new OldEntry.Lost(at, line, ByName)]);

    /// <summary>The lines of a list of recipients.</summary>
    public static IEnumerable<OldEntry> Recipients(IEnumerable<string> lines, string where) => Entries(lines, where, (line, at) =>
        line.Any(char.IsWhiteSpace) ? [new OldEntry.Lost(at, line, NoRecipient)]
        : [.. Recipients(line).Select(entry => new OldEntry.Listed(at, line, entry, IsClient: false))]);

    private static IEnumerable<OldEntry> Entries(IEnumerable<string> lines, string where, Func<string, string, IEnumerable<OldEntry>> read) =>
        lines.SelectMany((text, index) => text.Split('#')[0].Trim() is { Length: > 0 } line
            ? read(line, string.Create(CultureInfo.InvariantCulture, $"{where}:{index + 1}"))
            : []);

    private static string? Network(string line)
    {
        // The beginning of an address is a /24 to postgrey, even where two octets stand there.
        var network = Beginning().Match(line) switch
        {
            { Success: true } match when match.Groups["third"].Success => $"{line}.0/24",
            { Success: true } => $"{line}.0.0/24",
            _ => line,
        };
        return AddressText.TryAddress(network, out _) || (network.Contains('/', StringComparison.Ordinal) && AddressText.Network(network).Problem is null) ? network : null;
    }

    private static IEnumerable<string> Recipients(string line) => line switch
    {
        // postgrey does not look at the case.
        ['/', .. var pattern, '/'] => [$"/{pattern}/i"],
        _ when line.Contains('@', StringComparison.Ordinal) => [line],
        // A domain and all below it.
        _ => [line, $".{line}"],
    };

    [GeneratedRegex(@"\A[0-9]{1,3}\.[0-9]{1,3}(?<third>\.[0-9]{1,3})?\z")]
    private static partial Regex Beginning();
}
