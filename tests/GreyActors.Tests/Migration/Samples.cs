using System.Globalization;

namespace GreyActors.Tests.Migration;

/// <summary>The files in <c>samples</c>, which <c>samples/make</c> created with the original programs.</summary>
public static class Samples
{
    public const long Time = 1_700_000_000;

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Migration", "samples", name);

    /// <summary>The keys and values of each database, except for a deleted one.</summary>
    public static IReadOnlyDictionary<string, string> Records { get; } = Enumerable.Range(2, 59)
        .ToDictionary(
            number => string.Create(CultureInfo.InvariantCulture, $"('192.0.2.{number}', '<ann{number}@example.org>', '<bob@example.com>')"),
            number => string.Create(CultureInfo.InvariantCulture, $"{Time + number}.5"))
        .Append(KeyValuePair.Create("('198.51.100.7', '<>', '<bob@example.com>')", $"{Time}.25"))
        .Append(KeyValuePair.Create("""('198.51.100.8', "<o'neill@example.org>", '<"a b"@example.com>')""", $"{Time}"))
        .Append(KeyValuePair.Create(LongKey, $"{Time}"))
        .ToDictionary();

    /// <summary>A key that is longer than a page.</summary>
    public static string LongKey => $"('198.51.100.9', '<{new string('x', 6000)}@example.org>', '<bob@example.com>')";
}
