using System.CommandLine;
using System.Globalization;

namespace GreyActors.Cli;

/// <summary>Options with a whole number. The library's own error names a type of .NET.</summary>
internal static class NumberOption
{
    /// <summary>An option that has a default.</summary>
    /// <param name="name">The name with its dashes.</param>
    /// <param name="description">The description.</param>
    /// <param name="otherwise">The value without the option.</param>
    /// <param name="alias">A second name.</param>
    public static Option<int> Of(string name, string description, int otherwise, params string[] alias) => new(name, alias)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = given => Read(name, given.Tokens[0].Value, given.AddError) ?? otherwise,
    };

    /// <summary>An option without a default.</summary>
    public static Option<int?> Of(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = given => Read(name, given.Tokens[0].Value, given.AddError),
    };

    private static int? Read(string name, string text, Action<string> refuse)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        refuse($"{name}: '{text}' is not a whole number");
        return null;
    }
}
