using System.Collections.Immutable;

namespace GreyActors.Replay;

/// <summary>The result of the command, as <c>--json</c> prints it; docs/replay.md describes the fields.</summary>
/// <param name="Settings">The settings that were compared: one, or two.</param>
/// <param name="Comparison">With two settings, every figure of the table.</param>
internal sealed record ReplayResult(ReplayedHistory History, ImmutableArray<ReplayedSettings> Settings, ImmutableArray<ComparedFigure> Comparison)
{
    /// <summary>The figures of the table for two settings.</summary>
    public static ImmutableArray<ComparedFigure> Compare(ReplayFigures one, ReplayFigures other) =>
    [
        .. FigureRow.All.Select(row => (row.Name, One: row.Value(one), Other: row.Value(other)))
            .Select(row => new ComparedFigure(row.Name, row.One, row.Other, row.Other - row.One)),
    ];
}

/// <summary>The history that was replayed.</summary>
/// <param name="From">The time at which the site started.</param>
/// <param name="Until">The time from which on messages did not count; null for the end of the history.</param>
/// <param name="Basis">How the history knows which mail is wanted: <c>labels</c>, <c>delivered</c>, or <c>all-mail</c> if it does not.</param>
/// <param name="Learned">With the first settings; null without <c>--learn</c>.</param>
internal sealed record ReplayedHistory(
    ImmutableArray<string> Files,
    long Lines,
    ImmutableArray<SkippedLines> Unreadable,
    ImmutableArray<UnusedMails> Unused,
    int Messages,
    DateTimeOffset From,
    DateTimeOffset? Until,
    string Basis,
    ReplayLearned? Learned);

/// <summary>The result of <c>--learn</c>.</summary>
/// <param name="Mails">Recipients of delivered mail before the start.</param>
internal sealed record ReplayLearned(long Mails, int Triplets, int Pairs);

/// <summary>The figures with one configuration.</summary>
/// <param name="Name">The configuration file and the overrides.</param>
internal sealed record ReplayedSettings(string Name, ReplayFigures Figures);

/// <summary>A figure with two settings. Delays are in seconds; null if the mail was lost.</summary>
internal sealed record ComparedFigure(string Figure, double? One, double? Other, double? Difference);
