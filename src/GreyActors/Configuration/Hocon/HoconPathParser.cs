using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>Parses the paths of HOCON, such as <c>store.path</c>.</summary>
internal sealed class HoconPathParser(HoconScanner scanner, ConfigurationErrors errors)
{
    private const int MaxPath = 64;

    /// <summary>The keys of a path; null after an error.</summary>
    public ImmutableArray<string>? Parse()
    {
        var origin = scanner.Here;
        var keys = ImmutableArray.CreateBuilder<string>();
        do
        {
            if (ParseKey() is not { } key)
            {
                return null;
            }

            keys.Add(key);
        }
        while (scanner.Take("."));

        if (keys.Count <= MaxPath)
        {
            return keys.ToImmutable();
        }

        errors.Add(origin, $"this key has more than {MaxPath} parts");
        return null;
    }

    private string? ParseKey()
    {
        if (scanner.Current == '"')
        {
            return scanner.TakeString();
        }

        var start = scanner.Position;
        while (!scanner.AtLineEnd && !scanner.AtSpace && !scanner.AtComment && !scanner.Next("+=")
            && !".={}[],:\"$".Contains(scanner.Current, StringComparison.Ordinal) && !char.IsControl(scanner.Current))
        {
            scanner.Advance();
        }

        var key = scanner.Since(start);
        if (key.Length > 0)
        {
            return key;
        }

        errors.Add(scanner.Here, $"expected a key, found {scanner.Snippet()}");
        return null;
    }
}
