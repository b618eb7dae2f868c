using System.Globalization;
using System.Text.RegularExpressions;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>A log line in which on-store-failure accepted a recipient.</summary>
/// <param name="Machine">The machine that logged it.</param>
/// <param name="Triplet">The number of the triplet.</param>
public sealed partial record StoreFailureLine(int Machine, int Triplet)
{
    /// <summary>The forward-path of a triplet.</summary>
    public static string ForwardPath(int triplet) => string.Create(CultureInfo.InvariantCulture, $"user{triplet}@example.test");

    /// <summary>The lines of a log about accepted triplets.</summary>
    public static IEnumerable<StoreFailureLine> Of(int machine, string log) =>
        from Match match in Line().Matches(log)
        select new StoreFailureLine(machine, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"Database unavailable: \S*?user(\d+)@example\.test\S* from \S+ is accepted without the greylist")]
    private static partial Regex Line();
}
