using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;

namespace GreyActors.Cluster.Messages;

/// <summary>Patterns of searches in messages: the text that the user wrote.</summary>
internal static class PatternWire
{
    /// <summary>A pattern for identities; null if the search has none.</summary>
    public static IdentityPattern? Identity(bool has, string text) => has ? IdentityPattern.Of(text) : null;

    /// <summary>A pattern for texts; null if the search has none.</summary>
    public static TextPattern? Text(bool has, string text) => has ? TextPattern.Of(text) : null;
}
