using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>Lists every key with its value and origin.</summary>
internal static class EffectiveValues
{
    /// <summary>The origin of a value that no file and no option changes.</summary>
    public const string Default = "default";

    /// <summary>The values in the order of their names.</summary>
    public static ImmutableArray<EffectiveValue> Of(HoconNode.Map root) => [.. Walk("", root)];

    private static IEnumerable<EffectiveValue> Walk(string path, HoconNode.Map map)
    {
        foreach (var (key, node) in map.Fields)
        {
            var full = path + HoconWriter.Key(key);
            if (node is HoconNode.Map { Fields.IsEmpty: false } section)
            {
                foreach (var value in Walk(full + ".", section))
                {
                    yield return value;
                }
            }
            else
            {
                yield return new EffectiveValue(full, HoconWriter.Value(node), node.Origin.Source == EmbeddedReference.Name ? Default : node.Origin.ToString());
            }
        }
    }
}
