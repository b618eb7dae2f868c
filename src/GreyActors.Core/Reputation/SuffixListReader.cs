using System.Buffers;
using System.Globalization;
using System.Text;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Reputation;

/// <summary>Reads the file format of the Public Suffix List (https://github.com/publicsuffix/list/wiki/Format).</summary>
internal static class SuffixListReader
{
    private const string Comment = "//";
    private const string Version = "// VERSION: ";
    private const string Begin = "// ===BEGIN ";
    private const string End = "// ===END ";
    private const string Registries = "ICANN DOMAINS===";
    private const string DateFormat = "yyyy-MM-dd";
    private const int LongestRule = 253;
    private const int LongestQuote = 40;

    private static readonly SearchValues<char> InDomains = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>The list.</summary>
    /// <exception cref="FormatException">The text is not such a list; the message names the line.</exception>
    public static PublicSuffixes Read(string text)
    {
        var rules = new SuffixTable.Builder();
        DateOnly? date = null;
        var hasRegistries = false;
        ReadOnlySpan<char> section = "";
        var (number, since) = (0, 0);
        foreach (var untrimmed in text.AsSpan().EnumerateLines())
        {
            number++;
            var line = untrimmed.Trim();
            if (!line.StartsWith(Comment))
            {
                AddRule(rules, line, number);
            }
            else if (line.StartsWith(Version))
            {
                date ??= DateIn(line[Version.Length..]);
            }
            else if (line.StartsWith(Begin))
            {
                section = line[Begin.Length..];
                since = number;
                hasRegistries |= section.SequenceEqual(Registries);
            }
            else if (line.StartsWith(End) && line[End.Length..].SequenceEqual(section))
            {
                since = 0;
            }
        }

        if (!hasRegistries)
            throw new FormatException($"line {number}: the text ends without the line \"{Begin}{Registries}\", so it is not the Public Suffix List");
        // A file that was cut in transit contains the start of a section, but not its end.
        if (since > 0)
            throw new FormatException($"line {since}: the section \"{Begin}{section}\" does not end, so the list is incomplete");
        return new PublicSuffixes(rules.Build(), date);
    }

    private static void AddRule(SuffixTable.Builder rules, ReadOnlySpan<char> line, int number)
    {
        // Text after the first white space is ignored.
        var rule = line.IndexOfAny(' ', '\t') is >= 0 and var end ? line[..end] : line;
        if (rule.IsEmpty)
            return;

        var mark = rule.StartsWith("*.") ? SuffixMark.Wildcard : rule[0] == '!' ? SuffixMark.Exception : SuffixMark.Domain;
        var domain = rule[(mark == SuffixMark.Wildcard ? 2 : mark == SuffixMark.Exception ? 1 : 0)..];
        // Folding makes a string: the embedded list does not need it.
        if (domain.ContainsAnyExcept(InDomains) && domain.Length <= LongestRule)
            domain = DomainName.Fold(domain.ToString());
        if (domain.Length is 0 or > LongestRule || domain.ContainsAnyExcept(InDomains) || domain[0] == '.' || domain[^1] == '.' || domain.Contains("..", StringComparison.Ordinal))
            throw new FormatException($"line {number}: {Quoted(rule)} is not a rule of the Public Suffix List");
        rules.Add(mark, domain);
    }

    // 2026-11-25_14-24-27_UTC in the published list.
    private static DateOnly? DateIn(ReadOnlySpan<char> version) =>
        version.Length >= DateFormat.Length && DateOnly.TryParseExact(version[..DateFormat.Length], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;

    private static string Quoted(ReadOnlySpan<char> rule)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in rule[..Math.Min(rule.Length, LongestQuote)])
            quoted.Append(char.IsControl(character) ? '?' : character);
        return quoted.Append(rule.Length > LongestQuote ? "…\"" : "\"").ToString();
    }
}
