using System.Globalization;

namespace GreyActors.Storage.Sqlite;

/// <summary>
/// A damaged store that was moved aside: the database with what lies beside it, under the old name, "corrupt" and the UTC time.
/// SQLite opens it under that name as it did before.
/// </summary>
public static class QuarantinedStore
{
    private const string Mark = ".corrupt-";
    private const string RemnantMark = ".gone-";

    // The write-ahead log goes first: a kill between two moves must not leave it beside a new database, which would be made to swallow it.
    private static readonly string[] Parts = ["-wal", "-shm", ""];

    /// <summary>Moves aside whatever there is of the store at <paramref name="path"/>, which nobody has open; says under which name.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static string Move(string path, DateTimeOffset now) => Move(path, Mark, now);

    /// <summary>Moves aside what lies beside a database that has gone.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static void Remnants(string path, DateTimeOffset now) => Move(path, RemnantMark, now);

    /// <summary>Every store that lies aside of the one at <paramref name="path"/>, the oldest first.</summary>
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
