using GreyActors.Core.Reputation;

namespace GreyActors.Configuration.Values;

/// <summary>The zone of a DNS list with the answers that count.</summary>
internal static class DnsListText
{
    /// <summary>The name of an entry, for messages.</summary>
    public const string Expected = "a DNS list such as \"zen.example=127.0.0.[2..11]\"";

    /// <summary>The list.</summary>
    public static Checked<DnsList> List(string text, DnsListKind kind)
    {
        try
        {
            return Checked<DnsList>.Of(DnsList.Parse(text, kind));
        }
        catch (FormatException e)
        {
            return new Wrong($"is not a DNS list: {e.Message}");
        }
    }
}
