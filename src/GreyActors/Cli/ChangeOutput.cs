using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>Prints the outcome of a change to one triplet.</summary>
internal static class ChangeOutput
{
    /// <summary>Prints the triplet, the change, and the state before it.</summary>
    public static void Show(CommandContext context, ServiceResponse answer, string happened)
    {
        if (context.WantsJson)
        {
            context.Screen.WriteJson(answer.Json);
            return;
        }

        var change = answer.As<ShownChange>();
        var since = change.Before.FirstSeen is { } firstSeen ? $", first seen {Format.Time(firstSeen)}" : "";
        context.Screen.WriteLine(
            $"{change.Before.Identity} {Format.Path(change.From)} {Format.Path(change.To)} {happened}; before: {Format.Word(change.Before.State)}{since}");
    }
}
