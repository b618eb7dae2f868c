using System.Text;
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
}
