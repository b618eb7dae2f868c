using GreyActors.Core.Addresses;

namespace GreyActors.Core.Access;

/// <summary>A reverse-path or forward-path in a rule, with or without angle brackets.</summary>
/// <remarks>The local-part is compared as it is, for only its host knows whether case matters there; the domain without case.</remarks>
internal readonly record struct PathPattern(string Folded)
{
    /// <summary>Reads <c>&lt;user@example.org&gt;</c>, <c>user@example.org</c> or the null reverse-path <c>&lt;&gt;</c>; null when it is none of these.</summary>
    public static PathPattern? Parse(string text)
    {
        var isOpen = text.StartsWith('<');
        if (isOpen != text.EndsWith('>') || text.Length == 0)
            return null;

        var path = isOpen ? text[1..^1] : text;
        return path.AsSpan().ContainsAny('<', '>') ? null : Of(path);
    }

    /// <summary>What a rule's path is compared with.</summary>
    public static PathPattern Of(string path)
    {
        var at = path.LastIndexOf('@');
        return new PathPattern(at < 0 ? path : $"{path[..at]}@{DomainName.Fold(path[(at + 1)..])}");
    }
}
