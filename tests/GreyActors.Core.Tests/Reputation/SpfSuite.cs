using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using GreyActors.Core.Reputation;

namespace GreyActors.Core.Tests.Reputation;

/// <summary>The conformance suite of RFC 7208 (<c>rfc7208-tests.json</c>, with its licence beside it).</summary>
internal static class SpfSuite
{
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);

    /// <summary>The cases by name.</summary>
    public static ImmutableSortedDictionary<string, SpfCase> Cases { get; } =
        Read().ToImmutableSortedDictionary(one => one.Name, one => one, StringComparer.Ordinal);

    private static IEnumerable<SpfCase> Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "tests/GreyActors.Core.Tests/Reputation/rfc7208-tests.json")));
        foreach (var scenario in document.RootElement.EnumerateArray())
        {
            var zone = new SpfZone(scenario.GetProperty("zonedata"));
            foreach (var test in scenario.GetProperty("tests").EnumerateArray())
            {
                yield return new SpfCase(
                    Text(test, "name"),
                    IPAddress.Parse(Text(test, "host")),
                    Text(test, "helo"),
                    Text(test, "mailfrom"),
                    [.. test.GetProperty("results").EnumerateArray().Select(result => Enum.Parse<SpfResult>(result.GetString()!, ignoreCase: true))],
                    test.TryGetProperty("explanation", out var explanation) ? explanation.GetString() : null,
                    zone);
            }
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "GreyActors.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}

/// <summary>One case of the suite.</summary>
/// <param name="ReversePath">Empty for the null reverse-path.</param>
/// <param name="Results">Every accepted result.</param>
/// <param name="Explanation">The explanation of a fail; <c>DEFAULT</c>: there must be none; null: any.</param>
internal sealed record SpfCase(
    string Name, IPAddress Client, string Helo, string ReversePath, ImmutableArray<SpfResult> Results, string? Explanation, SpfZone Zone);
