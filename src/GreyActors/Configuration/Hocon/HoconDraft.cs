using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>The configuration during merging. Replaced values are kept, because a substitution may still refer to them.</summary>
internal abstract record HoconDraft
{
    private HoconDraft(Origin origin)
    {
        Origin = origin;
    }

    public Origin Origin { get; }

    /// <summary>Named values, to which later lines may add.</summary>
    public sealed record Map(Origin Origin, Dictionary<string, HoconDraft> Fields) : HoconDraft(Origin);

    /// <summary>Values in order.</summary>
    public sealed record List(Origin Origin, ImmutableArray<HoconDraft> Items) : HoconDraft(Origin);

    /// <summary>Text.</summary>
    public sealed record Scalar(Origin Origin, string Text, bool Quoted) : HoconDraft(Origin);

    /// <summary>A substitution, with the paths to try in turn: within the including section, then from the top.</summary>
    public sealed record Reference(Origin Origin, string Text, bool Optional, ImmutableArray<ImmutableArray<string>> Paths) : HoconDraft(Origin);

    /// <summary>Several adjacent values.</summary>
    public sealed record Concatenation(Origin Origin, ImmutableArray<HoconDraft> Parts) : HoconDraft(Origin);

    /// <summary>A later value over an earlier one. It replaces the earlier one, is merged with it, or is empty and keeps it.</summary>
    public sealed record Layered(HoconDraft Lower, HoconDraft Upper) : HoconDraft(Upper.Origin);

    /// <summary>A later value over a section that is also a switch (<see cref="HoconSwitch"/>): a section is merged, any other value sets the switch.</summary>
    public sealed record Switched(HoconDraft? Lower, HoconDraft Upper, string Key) : HoconDraft(Upper.Origin);

    /// <summary><c>+=</c>.</summary>
    public sealed record Appended(Origin Origin, HoconDraft? Lower, HoconDraft Item) : HoconDraft(Origin);

    /// <summary>A value that could not be parsed.</summary>
    public sealed record Broken(Origin Origin) : HoconDraft(Origin);
}
