using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>The configuration after including, merging and substituting; every value knows where it was written.</summary>
internal abstract record HoconNode
{
    private HoconNode(Origin origin)
    {
        Origin = origin;
    }

    /// <summary>Where the value was written; of a substituted one, where the substitution stands.</summary>
    public Origin Origin { get; init; }

    /// <summary>What an operator calls it.</summary>
    public string Kind => this switch
    {
        Map => "a section { ... }",
        List => "a list [ ... ]",
        _ => "a single value",
    };

    /// <summary>Named values.</summary>
    public sealed record Map(Origin Origin, ImmutableSortedDictionary<string, HoconNode> Fields) : HoconNode(Origin)
    {
        public static readonly ImmutableSortedDictionary<string, HoconNode> NoFields =
            ImmutableSortedDictionary.Create<string, HoconNode>(StringComparer.Ordinal);
    }

    /// <summary>Values in order.</summary>
    public sealed record List(Origin Origin, ImmutableArray<HoconNode> Items) : HoconNode(Origin);

    /// <summary>Text.</summary>
    public sealed record Scalar(Origin Origin, string Text, bool Quoted) : HoconNode(Origin)
    {
        /// <summary>The word <c>null</c>, which in HOCON is no text.</summary>
        public bool IsNull => !Quoted && Text == "null";
    }

    /// <summary>A value that could not be had; its error has been told, and nobody need complain about it again.</summary>
    public sealed record Broken(Origin Origin) : HoconNode(Origin);
}
