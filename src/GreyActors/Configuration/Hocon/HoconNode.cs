using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>The configuration after including, merging and substituting; each value has its origin.</summary>
internal abstract record HoconNode
{
    private HoconNode(Origin origin)
    {
        Origin = origin;
    }

    /// <summary>The place of the value, or of the substitution that it comes from.</summary>
    public Origin Origin { get; init; }

    /// <summary>The kind of value, for messages.</summary>
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
        /// <summary>The word <c>null</c>, which is not text in HOCON.</summary>
        public bool IsNull => !Quoted && Text == "null";
    }

    /// <summary>A value that could not be determined. The error has been reported and must not be reported again.</summary>
    public sealed record Broken(Origin Origin) : HoconNode(Origin);
}
