using System.Text.RegularExpressions;

namespace GreyActors.Configuration.Values;

/// <summary>Parses the three-field lines of whitelists. Only the form is checked; the text is kept.</summary>
internal static partial class TripleText
{
    /// <summary>Client address, reverse-path, forward-path. Kamaelia: whitelisted_triples.</summary>
    public static Checked<string> Triple(string text) => Read(
        text,
        "a client address, a reverse-path and a forward-path",
        "192.0.2.1 <news@example.org> <user@example.com>",
        first => AddressText.Address(first).Problem,
        second => second is "<>" ? null : PathProblem(second));

    /// <summary>HELO name, address prefix, forward-path. Kamaelia: whitelisted_nonstandard_triples.</summary>
    public static Checked<string> Nonstandard(string text) => Read(
        text,
        "a HELO name, an address prefix and a forward-path",
        "mail.example.org 192.0.2. <user@example.com>",
        _ => null,
        second => AddressText.Network(second).Problem);

    private static Checked<string> Read(string text, string expected, string example, Func<string, string?> first, Func<string, string?> second)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 3)
        {
            return new Wrong($"has {fields.Length} fields instead of three: expected {expected}, for example \"{example}\"");
        }

        ReadOnlySpan<(string Field, string? Problem)> checks =
            [(fields[0], first(fields[0])), (fields[1], second(fields[1])), (fields[2], PathProblem(fields[2]))];
        foreach (var (field, problem) in checks)
        {
            if (problem is not null)
            {
                return new Wrong($"should be {expected}, but `{field}` {problem}");
            }
        }

        return Checked<string>.Of(text);
    }

    private static string? PathProblem(string path) =>
        PathForm().IsMatch(path) || path.Equals("<postmaster>", StringComparison.OrdinalIgnoreCase)
            ? null
            : "is not a mail address, for example <user@example.com>";

    [GeneratedRegex(@"\A(<[^<>\s]+@[^<>@\s]+>|[^<>\s]+@[^<>@\s]+)\z")]
    private static partial Regex PathForm();
}
