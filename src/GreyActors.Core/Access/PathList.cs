using System.Collections.Immutable;
using System.Text;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Access;

/// <summary>A configured list of reverse-paths or forward-paths, compiled for searching. Letter case does not matter.</summary>
/// <remarks>
/// Mailboxes, local-parts and domains are looked up in tables, so their number does not matter. Patterns are tried one by one, so their
/// number is limited to <see cref="MostPatterns"/>.
/// </remarks>
public sealed class PathList
{
    /// <summary>The maximum number of entries with wildcards and regular expressions.</summary>
    public const int MostPatterns = 1000;

    // A wildcard takes less than a microsecond.
    private const int FewPatterns = 100;

    // After so many timeouts the path is probably an attack, so the other slow expressions are not tried.
    private const int MostTimeouts = 2;

    // Paths that have nothing in common except what every path has.
    private static readonly ImmutableArray<string> SamplePaths = ["x9q.7@kz4.w8.vj", "j@b.io", "4u_m=t@sub-domain.long.museum"];

    private readonly ImmutableArray<AccessEntry> _entries;
    private readonly Dictionary<string, int> _mailboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _localParts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _domains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _parents = new(StringComparer.Ordinal);
    private readonly List<(TextPattern Pattern, AccessEntry Entry)> _wildcards = [];
    private readonly List<(PathExpression Pattern, AccessEntry Entry)> _expressions = [];
    private readonly AccessEntry? _nullPath;

    private PathList(ImmutableArray<AccessEntry> entries)
    {
        _entries = entries;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            switch (PathEntry.Of(entry.Text))
            {
                case PathEntry.NullPath:
                    _nullPath ??= entry;
                    break;
                case PathEntry.Mailbox mailbox:
                    var key = $"{mailbox.Local.ToLowerInvariant()}@{DomainName.Fold(mailbox.AtDomain)}";
                    // The entry already has this text: a second copy of a million texts would cost memory.
                    _mailboxes.TryAdd(key == entry.Text ? entry.Text : key, i);
                    break;
                case PathEntry.LocalPart local:
                    _localParts.TryAdd(local.Text.ToLowerInvariant(), i);
                    break;
                case PathEntry.Domain domain:
                    _domains.TryAdd(DomainName.Fold(domain.Text), i);
                    break;
                case PathEntry.Subdomains subdomains:
                    _parents.TryAdd(DomainName.Fold(subdomains.Parent), i);
                    break;
                case PathEntry.Wildcards wildcards:
                    _wildcards.Add((TextPattern.Of(wildcards.Text), entry));
                    break;
                case PathEntry.Expression expression when PathExpression.TryParse(expression.Text, out var pattern, out _):
                    _expressions.Add((pattern, entry));
                    break;
                default:
                    throw new ArgumentException($"Not a path, a domain or a pattern: \"{entry.Text}\"");
            }
        }
    }

    /// <summary>Whether a search may take milliseconds, because expressions or many wildcards are tried one by one.</summary>
    public bool MayTakeLong => _expressions.Count > 0 || _wildcards.Count > FewPatterns;

    /// <summary>Reads the entries.</summary>
    /// <exception cref="ArgumentException">An entry is invalid; the message contains it.</exception>
    public static PathList Compile(ImmutableArray<AccessEntry> entries) => new(entries);

    /// <summary>Whether an entry matches every path, as far as a sample shows. Such an entry is never intended.</summary>
    public static bool MatchesEverything(string entry) => Compile([entry]) is var alone && SamplePaths.All(path => alone.Find(path).Found is not null);

    /// <summary>Finds the entry that matches a path. Mailboxes come first, then local-parts, domains, parents of the domain, and the patterns in their order.</summary>
    /// <param name="path">The path as the client sent it, without angle brackets; empty for the null reverse-path.</param>
    public PathSearch Find(string path)
    {
        if (path.Length == 0)
            return new PathSearch(_nullPath, []);

        var at = path.LastIndexOf('@');
        var (local, domain) = at < 0 ? (path, "") : (path[..at], DomainName.Fold(path[(at + 1)..]));
        var lower = local.ToLowerInvariant();
        return FindListed(lower, domain) is { } found ? new PathSearch(found, []) : FindPattern(lower, local, domain);
    }

    private AccessEntry? FindListed(string local, string domain)
    {
        // Nearly every mail server delivers ann+news to ann, and the author of a list expects that.
        var plain = local.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus ? local[..plus] : local;
        return Of(_mailboxes, $"{local}@{domain}")
            ?? Of(_mailboxes, $"{plain}@{domain}")
            ?? Of(_localParts, local)
            ?? Of(_localParts, plain)
            ?? Of(_domains, domain)
            ?? FindParent(domain);
    }

    private AccessEntry? FindParent(string domain)
    {
        var parents = _parents.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var dot = domain.IndexOf('.', StringComparison.Ordinal); _parents.Count > 0 && dot >= 0; dot = domain.IndexOf('.', dot + 1))
        {
            if (parents.TryGetValue(domain.AsSpan(dot + 1), out var index))
                return _entries[index];
        }

        return null;
    }

    private PathSearch FindPattern(string lower, string local, string domain)
    {
        if (_wildcards.Count > 0)
        {
            var octets = Encoding.UTF8.GetBytes($"{lower}@{domain}");
            foreach (var (pattern, entry) in _wildcards)
            {
                if (pattern.Matches(octets))
                    return new PathSearch(entry, []);
            }
        }

        var path = $"{local}@{domain}";
        ImmutableArray<AccessEntry> timedOut = [];
        foreach (var (pattern, entry) in _expressions)
        {
            if (timedOut.Length >= MostTimeouts && !pattern.IsLinear)
                continue;
            switch (pattern.Matches(path))
            {
                case true:
                    return new PathSearch(entry, timedOut);
                case null:
                    timedOut = timedOut.Add(entry);
                    break;
            }
        }

        return new PathSearch(null, timedOut);
    }

    private AccessEntry? Of(Dictionary<string, int> entries, string key) => entries.TryGetValue(key, out var index) ? _entries[index] : default(AccessEntry?);
}

/// <summary>The result of a search for a path.</summary>
/// <param name="Found">The entry that matches; null if there is none.</param>
/// <param name="TimedOut">The expressions that ran out of time; they count as not matching.</param>
public readonly record struct PathSearch(AccessEntry? Found, ImmutableArray<AccessEntry> TimedOut);
