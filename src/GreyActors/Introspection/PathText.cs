using System.Text;
using GreyActors.Core.Access;
using GreyActors.Core.Smtp;

namespace GreyActors.Introspection;

/// <summary>Parses a reverse-path or forward-path as people write it, with or without angle brackets.</summary>
internal static class PathText
{
    /// <summary>The path; null if the text is not a path.</summary>
    public static MailPath? Read(string text)
    {
        var path = Encoding.UTF8.GetBytes(text.StartsWith('<') ? text : $"<{text}>");
        return PathParser.TryParse(path, out var parsed, out var length) && length == path.Length ? parsed : null;
    }

    /// <summary>The reason why the paths of a mail cannot be those of a session; null if they can.</summary>
    /// <param name="from">The reverse-path as people write it.</param>
    /// <param name="to">The forward-path as people write it.</param>
    public static string? WhyNot(string from, string to) =>
        Read(from) is not { } reversePath || reversePath is { Domain: "", IsNull: false } ? $"from: '{from}' is not an address."
        : to.Length == 0 || Read(to) is not { } forwardPath ? $"to: '{to}' is not an address."
        : forwardPath.IsNull ? "to: <> is the null reverse-path, which receives no mail."
        : forwardPath.Domain.Length == 0 && !AccessPolicy.IsAlwaysAccepted(forwardPath.LocalPart) ? $"to: '{to}' has no domain."
        : null;
}
