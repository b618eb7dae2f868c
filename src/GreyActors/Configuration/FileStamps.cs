using System.Collections.Immutable;
using GreyActors.Files;

namespace GreyActors.Configuration;

/// <summary>How files were when they were looked at: two looks differ when any of them was written, replaced, made or removed in between.</summary>
public sealed class FileStamps : IEquatable<FileStamps>
{
    /// <summary>Of no file.</summary>
    public static readonly FileStamps None = new([]);

    private readonly ImmutableSortedDictionary<string, FileStatus?> _byPath;

    private FileStamps(IEnumerable<KeyValuePair<string, FileStatus?>> byPath) =>
        _byPath = byPath.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The files, by their absolute names; also those that were looked for and not there.</summary>
    public ImmutableArray<string> Paths => [.. _byPath.Keys];

    /// <summary>The same files as they are now.</summary>
    public FileStamps Now() => new(_byPath.Keys.Select(path => KeyValuePair.Create(path, FileStatus.Of(path))));

    /// <summary>With one more file as it is now, unless it is among them already: it may have been read then. What is no name is left out.</summary>
    public FileStamps With(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            return this;
        var full = Path.GetFullPath(path);
        return _byPath.ContainsKey(full) ? this : new FileStamps(_byPath.Add(full, FileStatus.Of(full)));
    }

    /// <summary>With those of another look that are not among these.</summary>
    public FileStamps With(FileStamps others) => new(_byPath.Concat(others._byPath.Where(other => !_byPath.ContainsKey(other.Key))));

    /// <summary>Those that are not the same in another look, by name.</summary>
    public ImmutableArray<string> DifferentFrom(FileStamps other) =>
        [.. _byPath.Where(one => !other._byPath.TryGetValue(one.Key, out var status) || status != one.Value).Select(one => one.Key)];

    /// <summary>Those of both looks that are not the same in the other one, by name.</summary>
    public ImmutableArray<string> ChangedIn(FileStamps other) =>
        [.. _byPath.Where(one => other._byPath.TryGetValue(one.Key, out var status) && status != one.Value).Select(one => one.Key)];

    /// <inheritdoc/>
    public bool Equals(FileStamps? other) => other is not null && _byPath.Count == other._byPath.Count && DifferentFrom(other).IsEmpty;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FileStamps);

    /// <inheritdoc/>
    public override int GetHashCode() => _byPath.Count;
}
