using System.Buffers;
using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.History;

/// <summary>A client as logs write it: <c>mail.example.org[192.0.2.1]:54321</c>.</summary>
/// <param name="Name">The name before the address; empty for none.</param>
/// <param name="Address">The address, normalised.</param>
internal readonly record struct LogHost(string Name, IPAddress Address)
{
    // Postfix, if the reverse name does not exist or does not resolve to the client.
    private const string Unknown = "unknown";

    private static readonly SearchValues<char> NeverInNames = SearchValues.Create(" ,;<>()");

    /// <summary>The client at the beginning of a text; null if there is none.</summary>
    public static LogHost? Parse(ReadOnlySpan<char> text)
    {
        var open = text.IndexOf('[');
        if (open < 0 || text[open..].IndexOf(']') is not (> 1 and var close))
            return null;
        var name = text[..open];
        return name.ContainsAny(NeverInNames) || ClientAddress.Parse(text[(open + 1)..(open + close)].ToString()) is not { } address
            ? null
            : new LogHost(name is Unknown ? "" : name.ToString(), address);
    }
}
