using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using GreyActors.Components;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors show [KEY]</c>: the settings that a start would use, with their origins.</summary>
internal static class ShowCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var key = new Argument<string?>("KEY") { Description = "Only this key and the keys below it, for example greylisting.", Arity = ArgumentArity.ZeroOrOne };
        return ProgramOptions.LocalCommand(
            new Command("show", "Show every setting that a start would use, and its origin. Needs no running service.") { key, options.Json },
            (given, screen) =>
            {
                var all = ConfigEndpoints.Shown(options.Load(given));
                var shown = all with { Values = [.. all.Values.Where(value => IsBelow(value.Key, given.GetValue(key)))] };
                if (shown.Values.IsEmpty)
                    throw new CommandRefusedException(ExitCode.NotFound, $"unknown key {given.GetValue(key)}");
                if (given.GetValue(options.Json))
                    screen.WriteJson(JsonSerializer.Serialize(shown, ServiceClient.Options));
                else
                    screen.Write(new Listing(["key", "value", "origin"], [.. shown.Values.Select(value => ImmutableArray.Create<Cell>(value.Key, value.Value, value.Origin))]));
                return ExitCode.Ok;
            });
    }

    // As in --set, the prefix grey-actors may be left out.
    private static bool IsBelow(string key, string? above) =>
        above is null || new[] { above, $"grey-actors.{above}" }.Any(name => key == name || key.StartsWith($"{name}.", StringComparison.Ordinal));
}
