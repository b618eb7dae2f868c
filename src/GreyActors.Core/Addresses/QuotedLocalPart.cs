using System.Text;

namespace GreyActors.Core.Addresses;

/// <summary>The quoting of local-parts (RFC 5321 4.1.2).</summary>
public static class QuotedLocalPart
{
    /// <summary>The local-part without its quotes, if it has any, as the receiving host interprets it.</summary>
    public static string Unquote(string localPart)
    {
        if (localPart is not ['"', .. var quoted, '"'])
            return localPart;
        if (!quoted.Contains('\\', StringComparison.Ordinal))
            return quoted;
        var plain = new StringBuilder(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\' && i < quoted.Length - 1)
                i++;
            plain.Append(quoted[i]);
        }

        return plain.ToString();
    }
}
