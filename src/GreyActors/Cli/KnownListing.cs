using System.Collections.Immutable;
using GreyActors.Core.Known;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>Known pairs and expected replies as a table.</summary>
internal static class KnownListing
{
    /// <summary>The table.</summary>
    public static Listing Of(IEnumerable<ShownKnown> known, DateTimeOffset now) => new(
        ["mail of", "from", "learned from", "since", "mails", "last used", "state"],
        [
            .. known.Select(one => ImmutableArray.Create<Cell>(
                one.Organisation,
                one.Identity ?? $"its proven clients, to {Format.Path(one.Recipient ?? "")}",
                Source(one.Source),
                Format.Time(one.Since),
                Format.Count(one.Mails),
                Format.Time(one.LastUsed),
                State(one, now))),
        ])
    {
        Dispensable = ["mails", "since", "last used", "learned from"],
    };

    private static string Source(KnownSource source) => source switch
    {
        KnownSource.Passed => "a pass",
        KnownSource.Sent => "our mail",
        KnownSource.History => "logs",
        _ => "an operator",
    };

    private static Cell State(ShownKnown known, DateTimeOffset now) => known.CountsFrom > now
        ? new Cell($"takes effect in {Format.Span(known.CountsFrom - now)}", Tone.Waiting)
        : new Cell($"until {Format.Time(known.Expires)}", Tone.Good);
}
