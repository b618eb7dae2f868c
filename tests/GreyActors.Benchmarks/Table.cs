namespace GreyActors.Benchmarks;

/// <summary>Prints what was measured as the rows of a Markdown table, each as soon as it is known.</summary>
internal static class Table
{
    public static void Begin()
    {
        Console.WriteLine("| measured | reached | target |");
        Console.WriteLine("|---|---|---|");
    }

    public static void Row(string measured, FormattableString reached, string target) =>
        Console.WriteLine($"| {measured} | {FormattableString.Invariant(reached)} | {target} |");
}
