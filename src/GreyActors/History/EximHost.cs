using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.History;

/// <summary>The client in a line of Exim: <c>H=mail.example.org (helo) [192.0.2.1]:25</c>.</summary>
/// <param name="Name">The name that Exim has confirmed; empty if there is none. A name in parentheses is only the one in HELO.</param>
/// <param name="Helo">The name in HELO. Exim leaves it out if it is the confirmed name.</param>
/// <param name="Address">The address, normalised.</param>
internal readonly record struct EximHost(string Name, string Helo, IPAddress Address)
{
    /// <summary>The client of a line; null if there is none.</summary>
    public static EximHost? Find(ReadOnlySpan<char> text)
    {
        const string Field = "H=";
        var start = text.StartsWith(Field) ? 0 : text.IndexOf($" {Field}") + 1;
        if (start == 0 && !text.StartsWith(Field))
            return null;
        var rest = text[(start + Field.Length)..];
        var name = "";
        if (!rest.StartsWith("(") && !rest.StartsWith("["))
        {
            var end = rest.IndexOf(' ');
            if (end < 0)
                return null;
            name = rest[..end].ToString();
            rest = rest[(end + 1)..];
        }

        var helo = name;
        if (rest.StartsWith("("))
        {
            // An address literal in HELO has brackets: "([192.0.2.1])".
            var end = rest.IndexOf(") [");
            if (end < 0)
                return null;
            helo = rest[1..end].ToString();
            rest = rest[(end + 2)..];
        }

        return rest.StartsWith("[") && rest.IndexOf(']') is > 1 and var close && ClientAddress.Parse(rest[1..close].ToString()) is { } address
            ? new EximHost(name, helo, address)
            : null;
    }
}
