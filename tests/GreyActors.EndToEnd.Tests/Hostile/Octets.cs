using System.Globalization;
using System.Text.RegularExpressions;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Text with names for invisible bytes: <c>&lt;CR&gt;</c>, <c>&lt;LF&gt;</c>, <c>&lt;CRLF&gt;</c>, <c>&lt;NUL&gt;</c>, <c>&lt;9b&gt;</c>.</summary>
internal static partial class Octets
{
    /// <summary>One character per byte.</summary>
    public static string Of(string written) => Written().Replace(written, match => match.Groups[1].Value switch
    {
        "CR" => "\r",
        "LF" => "\n",
        "CRLF" => "\r\n",
        "NUL" => "\0",
        var hex => ((char)int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
    });

    [GeneratedRegex("<(CRLF|CR|LF|NUL|[0-9a-f]{2})>")]
    private static partial Regex Written();
}
