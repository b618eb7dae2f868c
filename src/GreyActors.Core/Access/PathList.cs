using System.Collections.Immutable;
using System.Text;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Access;

/// <summary>Reverse-paths or forward-paths as the configuration names them, ready to be asked. Letter case does not matter.</summary>
/// <remarks>
/// Mailboxes, local-parts and domains are looked up, so their number does not matter; patterns are tried one by one, so there are
/// <see cref="MostPatterns"/> at most.
/// </remarks>
public sealed class PathList
{
    /// <summary>How many entries may have wildcards or be regular expressions.</summary>
    public const int MostPatterns = 1000;

    // A wildcard takes less than a microsecond.
    private const int FewPatterns = 100;

    // A path on which so many expressions ran out of time was made for that: the others that are slow are not asked.
    private const int MostTimeouts = 2;

    // No two of them have anything in common but what every path has.
    private static readonly ImmutableArray<string> Strangers = ["x9q.7@kz4.w8.vj", "j@b.io", "4u_m=t@sub-domain.long.museum"];

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
                    // A million times the same text would be memory.
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

    /// <summary>Whether looking a path up may take milliseconds, because expressions or many wildcards are tried one by one.</summary>
    public bool MayTakeLong => _expressions.Count > 0 || _wildcards.Count > FewPatterns;

    /// <summary>Reads the entries.</summary>
    /// <exception cref="ArgumentException">An entry is none; the message holds it.</exception>
    public static PathList Compile(ImmutableArray<AccessEntry> entries) => new(entries);

    /// <summary>Whether an entry matches every path, as far as a sample shows. Such an entry is never intended.</summary>
    public static bool MeansEverybody(string entry) => Compile([entry]) is var alone && Strangers.All(path => alone.Find(path).Found is not null);

    /// <summary>The entry that means a path: a mailbox before a local-part, a domain, the parents of a domain, and then the patterns in their order.</summary>
    /// <param name="path">As the client gave it, without angle brackets; empty for the null reverse-path.</param>
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
        // ann+news is ann to nearly every mail server, and to the operator who writes a list.
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

/// <summary>What came of looking a path up.</summary>
/// <param name="Found">The entry that means it; null when none does, or none could be asked in time.</param>
/// <param name="TimedOut">Expressions that could not say in time: they count as not meaning it.</param>
public readonly record struct PathSearch(AccessEntry? Found, ImmutableArray<AccessEntry> TimedOut);
