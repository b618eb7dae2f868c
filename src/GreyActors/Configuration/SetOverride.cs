using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>One <c>--set key=value</c>, or <c>key+=value</c> for a list.</summary>
/// <remarks>
/// The key is relative to <c>grey-actors</c> unless it begins with that or with <c>akka</c>. A value that begins like a
/// list, a section, a quoted text or a substitution is HOCON. Any other value is literal text, because the shell has
/// already removed its quotes; no value is the empty text.
/// </remarks>
internal static class SetOverride
{
    /// <summary>Adds one override to the reader.</summary>
    public static void Add(HoconReader reader, string set, ConfigurationErrors errors)
    {
        var equals = set.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            errors.Add(new Origin($"--set {set}", 0), "expected key=value");
            return;
        }

        var append = equals > 0 && set[equals - 1] == '+';
        var key = set[..(append ? equals - 1 : equals)].Trim();
        var origin = new Origin($"--set {key}", 0);
        if (HoconParser.ParsePath(origin.Source, key, errors) is { } path)
        {
            reader.AddKey(origin, Absolute(path), append, Value(origin, set[(equals + 1)..].Trim(), errors));
        }
    }

    private static ImmutableArray<string> Absolute(ImmutableArray<string> path) =>
        path[0] is "grey-actors" or "akka" ? path : path.Insert(0, "grey-actors");

    private static HoconSyntax Value(Origin origin, string text, ConfigurationErrors errors) =>
        text is ['[' or '{' or '"', ..] or ['$', '{', ..]
            ? HoconParser.ParseValue(origin.Source, text, errors)
            : new HoconSyntax.Scalar(origin, text, Quoted: true);
}
