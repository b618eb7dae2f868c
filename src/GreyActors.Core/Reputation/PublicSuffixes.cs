using System.IO.Compression;
using System.Text;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Reputation;

/// <summary>The Public Suffix List: the domains under which anybody can register names, for example <c>co.uk</c> (https://publicsuffix.org).</summary>
/// <remarks>
/// The section of private domains counts too: <c>compute-1.amazonaws.com</c> is a public suffix, so that strangers in one cloud share no organisation.
/// </remarks>
public sealed class PublicSuffixes
{
    private const string Resource = "public-suffixes.txt.br";

    // RFC 1035 2.3.4, without the final dot.
    private const int LongestName = 253;

    private static readonly Lazy<PublicSuffixes> LazyEmbedded = new(ReadEmbedded);

    private readonly SuffixTable _rules;

    internal PublicSuffixes(SuffixTable rules, DateOnly? date) => (_rules, Date) = (rules, date);

    /// <summary>The list that is part of the program.</summary>
    public static PublicSuffixes Embedded => LazyEmbedded.Value;

    /// <summary>The date of the list; null if it is unknown.</summary>
    public DateOnly? Date { get; }

    /// <summary>The number of rules.</summary>
    public int Count => _rules.Count;

    /// <summary>Reads the file format of the list.</summary>
    /// <param name="text">The text.</param>
    /// <param name="otherwise">The date if the text has no line <c>// VERSION</c>.</param>
    /// <exception cref="FormatException">The text is not such a list; the message names the line.</exception>
    public static PublicSuffixes Parse(string text, DateOnly? otherwise = null) => SuffixListReader.Read(text, otherwise);

    /// <summary>The organisation that a name belongs to: the public suffix with one label more; null for a public suffix and for an invalid name.</summary>
    /// <param name="name">In any letter case, without the final dot. Internationalised names may be in Unicode.</param>
    /// <returns>The organisation's domain in lower case and A-labels.</returns>
    public string? OrganisationOf(string name)
    {
        if (name.Length > LongestName)
            return null;
        var folded = DomainName.Fold(name);
        if (folded.Length is 0 or > LongestName || folded[0] == '.' || folded[^1] == '.' || folded.Contains("..", StringComparison.Ordinal))
            return null;

        var start = OrganisationStart(folded);
        return start < 0 ? null : folded[start..];
    }

    // From the right to the left. An exception wins over all rules, otherwise the longest rule; without a rule, the last label is the suffix.
    private int OrganisationStart(ReadOnlySpan<char> name)
    {
        var suffix = name.Length;
        var parent = name.Length;
        for (var labels = 1; labels <= _rules.MostLabels && parent > 0; labels++)
        {
            var start = LabelBefore(name, parent);
            if (_rules.Contains(SuffixMark.Exception, name[start..]))
                return start;
            if (labels == 1 || _rules.Contains(SuffixMark.Domain, name[start..]) || _rules.Contains(SuffixMark.Wildcard, name[parent..]))
                suffix = start;
            parent = start;
        }

        return suffix == 0 ? -1 : LabelBefore(name, suffix);
    }

    // The start of the label that ends in front of the dot before this position, or at the end of the name.
    private static int LabelBefore(ReadOnlySpan<char> name, int position) =>
        name[..(position == name.Length ? position : position - 1)].LastIndexOf('.') + 1;

    private static PublicSuffixes ReadEmbedded()
    {
        using var compressed = typeof(PublicSuffixes).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The program has no resource {Resource}.");
        using var text = new StreamReader(new BrotliStream(compressed, CompressionMode.Decompress), Encoding.ASCII);
        return Parse(text.ReadToEnd());
    }
}
