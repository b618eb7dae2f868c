using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>Prints the outcome of a change to the greylist, the known clients or the trapped clients.</summary>
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

    /// <summary>Prints the known pair or the expected reply, the change, and the state before it.</summary>
    public static void ShowKnown(CommandContext context, ServiceResponse answer, string happened)
    {
        if (context.WantsJson)
        {
            context.Screen.WriteJson(answer.Json);
            return;
        }

        var change = answer.As<ShownKnownChange>();
        var mail = change.Recipient is { } recipient
            ? $"mail of {change.Organisation} to {Format.Path(recipient)}"
            : $"mail of {change.Organisation} from {change.Identity}";
        var before = change.Before is { } known ? $"known since {Format.Time(known.Since)}" : "unknown";
        context.Screen.WriteLine($"{mail} {happened}; before: {before}");
    }

    /// <summary>Prints the client that was released.</summary>
    public static void ShowReleased(CommandContext context, ServiceResponse answer)
    {
        var before = answer.As<ShownRelease>().Before;
        if (context.WantsJson)
            context.Screen.WriteJson(answer.Json);
        else
            context.Screen.WriteLine($"{before.Client} is released; before: trapped until {Format.Time(before.Until)} because of mail for {Format.Path(before.Trap)}");
    }
}
