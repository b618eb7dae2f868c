using System.Globalization;
using System.Text;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Reputation;

/// <summary>Reads the file format of the Public Suffix List (https://github.com/publicsuffix/list/wiki/Format).</summary>
internal static class SuffixListReader
{
    private const string Version = "// VERSION: ";
    private const string Begin = "// ===BEGIN ";
    private const string End = "// ===END ";
    private const string Registries = "ICANN DOMAINS===";
    private const string DateFormat = "yyyy-MM-dd";
    private const int LongestRule = 253;
    private const int LongestQuote = 40;

    /// <summary>The list.</summary>
    /// <param name="otherwise">The date if the text has none.</param>
    /// <exception cref="FormatException">The text is not such a list; the message names the line.</exception>
    /// <remarks>
    /// Simple loops instead of the vectorised methods of .NET: those are compiled at run time, which takes longer than all the reading.
    /// </remarks>
    public static PublicSuffixes Read(string text, DateOnly? otherwise)
    {
        var rules = new SuffixTable.Builder(text.Length);
        DateOnly? date = null;
        var hasRegistries = false;
        ReadOnlySpan<char> section = "";
        var (number, since) = (0, 0);
        for (var position = 0; position <= text.Length;)
        {
            var line = LineAt(text, position);
            position += line.Length + 1;
            number++;
            if (line is not ['/', '/', ..])
            {
                AddRule(rules, line, number);
                continue;
            }

            var comment = line.TrimEnd();
            if (comment.StartsWith(Version))
            {
                date ??= DateIn(comment[Version.Length..]);
            }
            else if (comment.StartsWith(Begin))
            {
                section = comment[Begin.Length..];
                since = number;
                hasRegistries |= section.SequenceEqual(Registries);
            }
            else if (comment.StartsWith(End) && comment[End.Length..].SequenceEqual(section))
            {
                since = 0;
            }
        }

        if (!hasRegistries)
            throw new FormatException($"line {number}: the text ends without the line \"{Begin}{Registries}\", so it is not the Public Suffix List");
        // A file that was cut in transit contains the start of a section, but not its end.
        if (since > 0)
            throw new FormatException($"line {since}: the section \"{Begin}{section}\" does not end, so the list is incomplete");
        return new PublicSuffixes(rules.Build(), date ?? otherwise);
    }

    private static ReadOnlySpan<char> LineAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && text[end] != '\n')
            end++;
        return text.AsSpan(start, end - start);
    }

    private static void AddRule(SuffixTable.Builder rules, ReadOnlySpan<char> line, int number)
    {
        // Text after the first white space is ignored.
        var length = 0;
        while (length < line.Length && !char.IsWhiteSpace(line[length]))
            length++;
        if (length == 0 && line.IsWhiteSpace())
            return;

        var rule = line[..length];
        var mark = rule is ['*', '.', ..] ? SuffixMark.Wildcard : rule is ['!', ..] ? SuffixMark.Exception : SuffixMark.Domain;
        var domain = rule[(mark == SuffixMark.Wildcard ? 2 : mark == SuffixMark.Exception ? 1 : 0)..];
        // The embedded list is folded already.
        if (!IsFolded(domain) && domain.Length <= LongestRule)
            domain = DomainName.Fold(domain.ToString());
        if (!IsFolded(domain))
            throw new FormatException($"line {number}: {Quoted(rule)} is not a rule of the Public Suffix List");
        rules.Add(mark, domain);
    }

    // Labels that are not empty, of lower-case letters, digits, hyphens and underscores.
    private static bool IsFolded(ReadOnlySpan<char> domain)
    {
        var previous = '.';
        foreach (var character in domain)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character is not ('-' or '_') && (character != '.' || previous == '.'))
                return false;
            previous = character;
        }

        return previous != '.' && domain.Length <= LongestRule;
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
