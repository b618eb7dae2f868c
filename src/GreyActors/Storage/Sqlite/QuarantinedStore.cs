using System.Globalization;

namespace GreyActors.Storage.Sqlite;

/// <summary>
/// A damaged store that was renamed: the database and its write-ahead log, under the old name with "corrupt" and the UTC time.
/// SQLite can open it under that name.
/// </summary>
public static class QuarantinedStore
{
    private const string Mark = ".corrupt-";
    private const string RemnantMark = ".gone-";

    // The write-ahead log is first: if the process is killed between two renames, a new database must not find it and apply it.
    private static readonly string[] Parts = ["-wal", "-shm", ""];

    /// <summary>Renames all files of the store at <paramref name="path"/>, which must not be open; returns the new name.</summary>
    /// <exception cref="IOException">A file cannot be renamed.</exception>
    public static string Move(string path, DateTimeOffset now) => Move(path, Mark, now);

    /// <summary>Renames the files that are left of a missing database.</summary>
    /// <exception cref="IOException">A file cannot be renamed.</exception>
    public static void Remnants(string path, DateTimeOffset now) => Move(path, RemnantMark, now);

    /// <summary>All damaged stores that were renamed from <paramref name="path"/>, the oldest first.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, $"{Path.GetFileName(full)}{Mark}*").Select(Database).Distinct().Order(StringComparer.Ordinal)]
            : [];
    }

    private static string Move(string path, string mark, DateTimeOffset now)
    {
        var name = FreeName(string.Create(CultureInfo.InvariantCulture, $"{path}{mark}{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}"));
        foreach (var part in Parts.Where(part => File.Exists(path + part)))
            File.Move(path + part, name + part);
        return name;
    }

    private static string Database(string file) => file.EndsWith("-wal", StringComparison.Ordinal) || file.EndsWith("-shm", StringComparison.Ordinal) ? file[..^4] : file;

    private static string FreeName(string name) => Enumerable.Range(1, int.MaxValue)
        .Select(number => number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}.{number}"))
        .First(free => !Parts.Any(part => File.Exists(free + part)));
}
