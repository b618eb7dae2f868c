using System.Collections.Immutable;
using GreyActors.Components;

namespace GreyActors.Cli;

/// <summary>A list that the endpoint returns page by page.</summary>
/// <param name="Path">The path of the request.</param>
/// <param name="Missing">The message if the list is empty.</param>
/// <param name="Read">Reads a page: its entries, the cursor of the next page, and the partitions that did not answer.</param>
/// <param name="Show">The entries as a table.</param>
internal sealed record Pages<T>(
    string Path,
    string Missing,
    Func<ServiceResponse, (ImmutableArray<T> Entries, string? Next, ImmutableArray<int> Away)> Read,
    Func<ImmutableArray<T>, Listing> Show)
{
    // The longest page of the endpoint.
    private const int LongestPage = 1000;

    /// <summary>Prints entries: as a table, or as the endpoint's JSON with one page per line.</summary>
    /// <param name="query">The conditions of the search.</param>
    /// <param name="wanted">The largest number of entries.</param>
    /// <param name="after">The cursor to continue at; null for the start.</param>
    public async Task<int> Print(CommandContext context, (string Name, string? Value)[] query, int wanted, string? after)
    {
        if (wanted < 1)
            throw new CommandRefusedException(ExitCode.Usage, "--limit must be at least 1");

        var entries = ImmutableArray.CreateBuilder<T>();
        var away = new SortedSet<int>();
        var next = after;
        do
        {
            var answer = await context.Service.Get(
                Path, context.Cancellation, [.. query, ("limit", Format.Count(Math.Min(LongestPage, wanted - entries.Count))), ("after", next)]);
            if (context.WantsJson)
                context.Screen.WriteJson(answer.Json);
            (var page, next, var silent) = Read(answer);
            entries.AddRange(page);
            away.UnionWith(silent);
        }
        while (next is not null && entries.Count < wanted);

        if (!context.WantsJson && entries.Count > 0)
            context.Screen.Write(Show(entries.ToImmutable()));
        if (!context.WantsJson && next is not null)
            context.Screen.WriteError($"there may be more: continue with --after {next}");
        if (away.Count > 0)
            context.Screen.WriteError($"the list is incomplete: partitions {string.Join(", ", away)} do not answer");
        if (entries.Count == 0)
            context.Screen.WriteError(Missing);
        return entries.Count == 0 ? ExitCode.NotFound : ExitCode.Ok;
    }
}
