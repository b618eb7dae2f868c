using GreyActors.Core.Addresses;

namespace GreyActors.Core.Access;

/// <summary>The recipients that exist: addresses, and domains all of whose addresses exist (<c>@example.com</c>). Letter case does not matter.</summary>
public sealed class RecipientList
{
    private readonly HashSet<string> _mailboxes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _domains = new(StringComparer.Ordinal);

    private RecipientList(IEnumerable<AccessEntry> entries)
    {
        foreach (var (text, _, _) in entries)
        {
            switch (text.LastIndexOf('@'))
            {
                case var at when at < 0 || at == text.Length - 1:
                    throw new ArgumentException($"Not a recipient: \"{text}\"");
                case 0:
                    _domains.Add(DomainName.Fold(text[1..]));
                    break;
                case var at:
                    var key = KeyOf(QuotedLocalPart.Unquote(text[..at]).ToLowerInvariant(), DomainName.Fold(text[(at + 1)..]));
                    // The entry already has this text: a second copy of a million texts would cost memory.
                    _mailboxes.Add(key == text ? text : key);
                    break;
            }
        }
    }

    /// <summary>Whether there is no entry; then nothing is known about recipients.</summary>
    public bool IsEmpty => _mailboxes.Count == 0 && _domains.Count == 0;

    /// <summary>Reads the entries.</summary>
    /// <exception cref="ArgumentException">An entry is not a recipient; the message holds the entry.</exception>
    public static RecipientList Compile(IEnumerable<AccessEntry> entries) => new(entries);

    /// <summary>Whether a recipient is in the list; <c>ann+news@example.com</c> also if <c>ann@example.com</c> is.</summary>
    /// <param name="localPart">Without quotes.</param>
    /// <param name="domain">In any spelling.</param>
    public bool Contains(string localPart, string domain)
    {
        var (local, folded) = (localPart.ToLowerInvariant(), DomainName.Fold(domain));
        return _domains.Contains(folded)
            || _mailboxes.Contains(KeyOf(local, folded))
            || (local.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus && _mailboxes.Contains(KeyOf(local[..plus], folded)));
    }

    private static string KeyOf(string local, string domain) => $"{local}@{domain}";
}
