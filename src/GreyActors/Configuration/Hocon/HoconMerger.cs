using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>Merges one text over another, line by line: sections are merged, other values replaced.</summary>
/// <param name="switches">The sections that may be written as one value.</param>
internal sealed class HoconMerger(ImmutableArray<HoconSwitch> switches)
{
    /// <summary>The merged values so far.</summary>
    public HoconDraft.Map Root { get; } = NewMap(new Origin("", 0));

    /// <summary>Merges <paramref name="layer"/> over the existing values.</summary>
    public void Add(HoconSyntax.Map layer) => Merge(Root, layer.Statements, new Place([], []));

    private void Merge(HoconDraft.Map target, ImmutableArray<HoconStatement> statements, Place place)
    {
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case HoconStatement.Assign assign:
                    Assign(target, assign, place);
                    break;
                case HoconStatement.Included included:
                    Merge(target, included.Content.Statements, place with { Scope = place.Path });
                    break;
            }
        }
    }

    private void Assign(HoconDraft.Map target, HoconStatement.Assign assign, Place place)
    {
        foreach (var step in assign.Path[..^1])
        {
            target = Section(target, step, assign.Origin);
        }

        var key = assign.Path[^1];
        var here = place with { Path = place.Path.AddRange(assign.Path) };
        var before = target.Fields.GetValueOrDefault(key);
        if (assign.Append)
        {
            target.Fields[key] = new HoconDraft.Appended(assign.Origin, before, Draft(assign.Value, here, before));
        }
        else if (assign.Value is HoconSyntax.Map map)
        {
            Merge(Section(target, key, map.Origin), map.Statements, here);
        }
        else
        {
            var draft = Draft(assign.Value, here, before);
            if (switches.FirstOrDefault(candidate => candidate.Section.SequenceEqual(here.Path)) is { } found)
            {
                target.Fields[key] = new HoconDraft.Switched(before, draft, found.Key);
                return;
            }

            var mayNeedLower = before is not null && draft is HoconDraft.Reference or HoconDraft.Concatenation or HoconDraft.Layered;
            target.Fields[key] = mayNeedLower ? new HoconDraft.Layered(before!, draft) : draft;
        }
    }

    /// <summary>The section to merge into. A value that may turn out to be a section stays below it.</summary>
    private static HoconDraft.Map Section(HoconDraft.Map target, string key, Origin origin)
    {
        switch (target.Fields.GetValueOrDefault(key))
        {
            case HoconDraft.Map map:
                return map;
            case HoconDraft.Layered { Upper: HoconDraft.Map map }:
                return map;
            case null or HoconDraft.Scalar or HoconDraft.List or HoconDraft.Appended or HoconDraft.Broken:
                var fresh = NewMap(origin);
                target.Fields[key] = fresh;
                return fresh;
            case var lower:
                var upper = NewMap(origin);
                target.Fields[key] = new HoconDraft.Layered(lower, upper);
                return upper;
        }
    }

    /// <param name="value">The text after the equals sign.</param>
    /// <param name="place">The place of the value.</param>
    /// <param name="before">The previous value of the key, to which <c>path = ${path} …</c> refers.</param>
    private HoconDraft Draft(HoconSyntax value, Place place, HoconDraft? before)
    {
        switch (value)
        {
            case HoconSyntax.Map map:
                var fresh = NewMap(map.Origin);
                Merge(fresh, map.Statements, place);
                return fresh;
            case HoconSyntax.List list:
                return new HoconDraft.List(list.Origin, [.. list.Items.Select(item => Draft(item, place, before))]);
            case HoconSyntax.Concatenation parts:
                return new HoconDraft.Concatenation(parts.Origin, [.. parts.Parts.Select(part => Draft(part, place, before))]);
            case HoconSyntax.Scalar scalar:
                return new HoconDraft.Scalar(scalar.Origin, scalar.Text, scalar.Quoted);
            case HoconSyntax.Substitution substitution:
                var paths = place.Candidates(substitution.Path);
                var itself = paths.Any(path => path.SequenceEqual(place.Path));
                return itself && (before is not null || substitution.Optional)
                    ? before ?? new HoconDraft.Concatenation(substitution.Origin, [])
                    : new HoconDraft.Reference(substitution.Origin, substitution.Text, substitution.Optional, paths);
            default:
                return new HoconDraft.Broken(value.Origin);
        }
    }

    private static HoconDraft.Map NewMap(Origin origin) => new(origin, new Dictionary<string, HoconDraft>(StringComparer.Ordinal));

    /// <param name="Path">The full name of the assigned key.</param>
    /// <param name="Scope">The section that includes the current file.</param>
    private readonly record struct Place(ImmutableArray<string> Path, ImmutableArray<string> Scope)
    {
        public ImmutableArray<ImmutableArray<string>> Candidates(ImmutableArray<string> path) =>
            Scope.IsEmpty ? [path] : [Scope.AddRange(path), path];
    }
}
