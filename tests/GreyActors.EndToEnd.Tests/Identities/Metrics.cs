using System.Globalization;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>The answer of <c>/metrics</c>.</summary>
public sealed record Metrics(string Text)
{
    /// <summary>The sum of the samples with this name and these labels; 0 if there are none.</summary>
    public double Of(string name, params IEnumerable<string> labels) => Text.Split('\n')
        .Where(line => (line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
            && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
        .Select(line => line[Math.Max(name.Length, line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
        .Sum(value => double.Parse(value, CultureInfo.InvariantCulture));
}
