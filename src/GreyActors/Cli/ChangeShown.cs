using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>What a change by hand is answered with.</summary>
internal static class ChangeShown
{
    /// <summary>Which triplet it was, and what was known of it before.</summary>
    public static void Show(Asked asked, ServiceAnswer answer, string happened)
    {
        if (asked.WantsJson)
        {
            asked.Screen.Json(answer.Json);
            return;
        }

        var change = answer.As<ShownChange>();
        var since = change.Before.FirstSeen is { } firstSeen ? $", first seen {InShort.Time(firstSeen)}" : "";
        asked.Screen.Line(
            $"{change.Before.Identity} {InShort.Path(change.From)} {InShort.Path(change.To)} {happened}; before: {InShort.Word(change.Before.State)}{since}");
    }
}
