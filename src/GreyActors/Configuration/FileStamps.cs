using System.Collections.Immutable;
using GreyActors.Files;

namespace GreyActors.Configuration;

/// <summary>The states of files at one time. Two values differ if a file was written, replaced, created or removed in between.</summary>
public sealed class FileStamps : IEquatable<FileStamps>
{
    /// <summary>No files.</summary>
    public static readonly FileStamps None = new([]);

    private readonly ImmutableSortedDictionary<string, FileStatus?> _byPath;

    private FileStamps(IEnumerable<KeyValuePair<string, FileStatus?>> byPath) =>
        _byPath = byPath.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The absolute names of the files, including files that did not exist.</summary>
    public ImmutableArray<string> Paths => [.. _byPath.Keys];

    /// <summary>The current states of the same files.</summary>
    public FileStamps Now() => new(_byPath.Keys.Select(path => KeyValuePair.Create(path, FileStatus.Of(path))));

    /// <summary>Adds the current state of a file, unless the file is already included, because it may have been read in that state. Invalid names are ignored.</summary>
    public FileStamps With(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            return this;
        var full = Path.GetFullPath(path);
        return _byPath.ContainsKey(full) ? this : new FileStamps(_byPath.Add(full, FileStatus.Of(full)));
    }

    /// <summary>Adds the files of another value that are not included.</summary>
    public FileStamps With(FileStamps others) => new(_byPath.Concat(others._byPath.Where(other => !_byPath.ContainsKey(other.Key))));

    /// <summary>The names of files whose state differs from another value.</summary>
    public ImmutableArray<string> DifferentFrom(FileStamps other) =>
        [.. _byPath.Where(one => !other._byPath.TryGetValue(one.Key, out var status) || status != one.Value).Select(one => one.Key)];

    /// <summary>The names of files that are in both values and differ.</summary>
    public ImmutableArray<string> ChangedIn(FileStamps other) =>
        [.. _byPath.Where(one => other._byPath.TryGetValue(one.Key, out var status) && status != one.Value).Select(one => one.Key)];

    /// <inheritdoc/>
    public bool Equals(FileStamps? other) => other is not null && _byPath.Count == other._byPath.Count && DifferentFrom(other).IsEmpty;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FileStamps);

    /// <inheritdoc/>
    public override int GetHashCode() => _byPath.Count;
}
