using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>Combines several values into one: texts and lists are concatenated, sections are merged.</summary>
internal static class HoconConcatenation
{
    private const int MaxLength = 65536;

    /// <param name="origin">The place of the first value.</param>
    /// <param name="parts">The values; null for an optional substitution without a value.</param>
    /// <param name="errors">Gets the values that cannot be combined.</param>
    public static HoconNode? Join(Origin origin, IEnumerable<HoconNode?> parts, ConfigurationErrors errors)
    {
        ImmutableArray<HoconNode> present = [.. parts.OfType<HoconNode>()];
        ImmutableArray<HoconNode> solid = [.. present.Where(part => !IsBlank(part))];
        if (solid.IsEmpty)
        {
            return null;
        }

        if (solid.Any(part => part is HoconNode.Broken))
        {
            return new HoconNode.Broken(origin);
        }

        if (solid.All(part => part is HoconNode.Map))
        {
            return solid.Cast<HoconNode.Map>().Aggregate(Merge);
        }

        if (solid.All(part => part is HoconNode.List))
        {
            ImmutableArray<HoconNode> items = [.. solid.Cast<HoconNode.List>().SelectMany(list => list.Items).Take(MaxLength + 1)];
            return Bounded(origin, items.Length, new HoconNode.List(origin, items), errors);
        }

        if (solid.All(part => part is HoconNode.Scalar))
        {
            var text = string.Concat(present.SkipWhile(IsBlank).Reverse().SkipWhile(IsBlank).Reverse().Cast<HoconNode.Scalar>().Select(part => part.Text));
            return Bounded(origin, text.Length, new HoconNode.Scalar(origin, text, Quoted: true), errors);
        }

        errors.Add(origin, $"one value cannot contain {string.Join(" and ", solid.Select(part => part.Kind).Distinct())}: is a comma, a new line or a quote missing?");
        return new HoconNode.Broken(origin);
    }

    /// <summary>Merges two sections; the upper value wins.</summary>
    public static HoconNode.Map Merge(HoconNode.Map lower, HoconNode.Map upper)
    {
        var fields = lower.Fields.ToBuilder();
        foreach (var (key, node) in upper.Fields)
        {
            fields[key] = node is HoconNode.Map above && fields.GetValueOrDefault(key) is HoconNode.Map below ? Merge(below, above) : node;
        }

        return upper with { Fields = fields.ToImmutable() };
    }

    private static HoconNode Bounded(Origin origin, int length, HoconNode node, ConfigurationErrors errors)
    {
        if (length <= MaxLength)
        {
            return node;
        }

        errors.Add(origin, "substitutions make this value too long");
        return new HoconNode.Broken(origin);
    }

    private static bool IsBlank(HoconNode part) => part is HoconNode.Scalar { Quoted: false } scalar && string.IsNullOrWhiteSpace(scalar.Text);
}
