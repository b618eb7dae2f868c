using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace GreyActors.Configuration.Hocon;

/// <summary>Replaces substitutions by values after merging.</summary>
/// <param name="root">The merged values.</param>
/// <param name="environment">Returns the value of an environment variable, for a path that is not a key.</param>
/// <param name="errors">Gets the substitutions that cannot be resolved.</param>
internal sealed class HoconResolver(HoconDraft.Map root, Func<string, string?> environment, ConfigurationErrors errors)
{
    private const int MaxChain = 100;

    private readonly Dictionary<HoconDraft, HoconNode?> _resolved = new(ReferenceEqualityComparer.Instance);
    private readonly List<HoconDraft.Reference> _resolving = [];
    private readonly HashSet<HoconDraft> _circular = new(ReferenceEqualityComparer.Instance);

    /// <summary>The whole configuration.</summary>
    public HoconNode.Map Resolve() => ResolveMap(root);

    /// <returns>Null for an optional substitution without a value.</returns>
    private HoconNode? Resolve(HoconDraft draft)
    {
        if (_resolved.TryGetValue(draft, out var known))
        {
            return known;
        }

        if (_resolving.Count > MaxChain || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            errors.Add(draft.Origin, "substitutions are nested too deeply");
            return new HoconNode.Broken(draft.Origin);
        }

        var node = draft switch
        {
            HoconDraft.Map map => ResolveMap(map),
            HoconDraft.List list => new HoconNode.List(list.Origin, [.. list.Items.Select(Resolve).OfType<HoconNode>()]),
            HoconDraft.Scalar scalar => new HoconNode.Scalar(scalar.Origin, scalar.Text, scalar.Quoted),
            HoconDraft.Reference reference => ResolveReference(reference),
            HoconDraft.Concatenation parts => HoconConcatenation.Join(parts.Origin, parts.Parts.Select(Resolve), errors),
            HoconDraft.Layered layers => ResolveLayers(layers),
            HoconDraft.Switched switched => ResolveSwitch(switched),
            HoconDraft.Appended appended => ResolveAppended(appended),
            _ => new HoconNode.Broken(draft.Origin),
        };
        _resolved[draft] = node;
        return node;
    }

    private HoconNode.Map ResolveMap(HoconDraft.Map map)
    {
        var fields = HoconNode.Map.NoFields.ToBuilder();
        foreach (var (key, field) in map.Fields)
        {
            if (Resolve(field) is { } node)
            {
                fields[key] = node;
            }
        }

        return new HoconNode.Map(map.Origin, fields.ToImmutable());
    }

    private HoconNode? ResolveLayers(HoconDraft.Layered layers) => Resolve(layers.Upper) switch
    {
        null => Resolve(layers.Lower),
        HoconNode.Map upper when Resolve(layers.Lower) is HoconNode.Map lower => HoconConcatenation.Merge(lower, upper),
        var upper => upper,
    };

    private HoconNode? ResolveSwitch(HoconDraft.Switched switched)
    {
        var lower = switched.Lower is null ? null : Resolve(switched.Lower);
        var upper = Resolve(switched.Upper);
        if (upper is not (null or HoconNode.Map))
        {
            upper = new HoconNode.Map(upper.Origin, HoconNode.Map.NoFields.Add(switched.Key, upper));
        }

        return (lower, upper) switch
        {
            (_, null) => lower,
            (HoconNode.Map below, HoconNode.Map above) => HoconConcatenation.Merge(below, above),
            _ => upper,
        };
    }

    private HoconNode? ResolveAppended(HoconDraft.Appended appended)
    {
        var lower = appended.Lower is null ? null : Resolve(appended.Lower);
        var item = Resolve(appended.Item);
        switch (lower)
        {
            case null or HoconNode.List when item is null:
                return lower;
            case null:
                return new HoconNode.List(appended.Origin, [item]);
            case HoconNode.List list:
                return new HoconNode.List(appended.Origin, list.Items.Add(item!));
            case HoconNode.Broken:
                return lower;
            default:
                errors.Add(appended.Origin, $"`+=` adds to a list, but this is {lower.Kind}, set at {lower.Origin}");
                return new HoconNode.Broken(appended.Origin);
        }
    }

    private HoconNode? ResolveReference(HoconDraft.Reference reference)
    {
        if (_resolving.Contains(reference))
        {
            HoconDraft.Reference[] circle = [.. _resolving.SkipWhile(step => step != reference), reference];
            _circular.UnionWith(circle);
            errors.Add(reference.Origin, $"circular substitution: {string.Join(" → ", circle.Select(step => $"${{{step.Text}}}"))}");
            return new HoconNode.Broken(reference.Origin);
        }

        _resolving.Add(reference);
        var found = reference.Paths.Select(path => Find(root, path)).FirstOrDefault(draft => draft is not null);
        var node = found is null ? null : Resolve(found);
        _resolving.RemoveAt(_resolving.Count - 1);
        if (_circular.Contains(reference))
        {
            return new HoconNode.Broken(reference.Origin);
        }

        switch (node)
        {
            case HoconNode.Scalar scalar:
                return scalar with { Origin = reference.Origin };
            case HoconNode.List list:
                return list with { Origin = reference.Origin };
            case not null:
                return node;
        }

        if (environment(reference.Text) is { } variable)
        {
            return new HoconNode.Scalar(reference.Origin, variable, Quoted: true);
        }

        if (!reference.Optional)
        {
            errors.Add(reference.Origin, $"`${{{reference.Text}}}` is neither a key nor an environment variable (`${{?{reference.Text}}}` may be absent)");
            return new HoconNode.Broken(reference.Origin);
        }

        return null;
    }

    /// <summary>Looks up a path without resolving its sections, so that two keys of one section may refer to each other.</summary>
    private HoconDraft? Find(HoconDraft? draft, ImmutableArray<string> path)
    {
        if (path.IsEmpty || draft is null)
        {
            return draft;
        }

        switch (draft)
        {
            case HoconDraft.Map map:
                return Find(map.Fields.GetValueOrDefault(path[0]), path[1..]);
            case HoconDraft.Layered layers:
                return Both(Find(layers.Lower, path), Find(layers.Upper, path));
            case HoconDraft.Switched { Lower: var lower } switched when path is [var key] && key == switched.Key:
                return Both(Find(lower, path), Find(switched.Upper, path) ?? switched.Upper);
            case HoconDraft.Switched switched:
                return Both(Find(switched.Lower, path), Find(switched.Upper, path));
            case HoconDraft.Concatenation parts:
                return parts.Parts.Select(part => Find(part, path)).Aggregate((HoconDraft?)null, Both);
            case HoconDraft.Reference reference when RuntimeHelpers.TryEnsureSufficientExecutionStack():
                return reference.Paths.Select(way => Find(root, way.AddRange(path))).FirstOrDefault(found => found is not null);
            default:
                return null;
        }
    }

    private static HoconDraft? Both(HoconDraft? lower, HoconDraft? upper) =>
        lower is null ? upper : upper is null ? lower : new HoconDraft.Layered(lower, upper);
}
