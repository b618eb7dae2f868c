using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>The configuration while it is merged: what a later line replaces is kept as long as a substitution may still want it.</summary>
internal abstract record HoconDraft
{
    private HoconDraft(Origin origin)
    {
        Origin = origin;
    }

    public Origin Origin { get; }

    /// <summary>Named values; later lines still add to it.</summary>
    public sealed record Map(Origin Origin, Dictionary<string, HoconDraft> Fields) : HoconDraft(Origin);

    /// <summary>Values in order.</summary>
    public sealed record List(Origin Origin, ImmutableArray<HoconDraft> Items) : HoconDraft(Origin);

    /// <summary>Text.</summary>
    public sealed record Scalar(Origin Origin, string Text, bool Quoted) : HoconDraft(Origin);

    /// <summary>A substitution, with the paths to try in turn: within the including section, then from the top.</summary>
    public sealed record Reference(Origin Origin, string Text, bool Optional, ImmutableArray<ImmutableArray<string>> Paths) : HoconDraft(Origin);

    /// <summary>Several beside each other.</summary>
    public sealed record Concatenation(Origin Origin, ImmutableArray<HoconDraft> Parts) : HoconDraft(Origin);

    /// <summary>A later value over an earlier one: it replaces it, is merged with it, or is nothing and lets it stand.</summary>
    public sealed record Layered(HoconDraft Lower, HoconDraft Upper) : HoconDraft(Upper.Origin);

    /// <summary><c>+=</c>.</summary>
    public sealed record Appended(Origin Origin, HoconDraft? Lower, HoconDraft Item) : HoconDraft(Origin);

    /// <summary>A value that could not be read.</summary>
    public sealed record Broken(Origin Origin) : HoconDraft(Origin);
}
