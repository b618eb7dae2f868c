namespace GreyActors.Migration.Databases;

/// <summary>A database of keys and values, in whatever format it was written; its first octets say in which.</summary>
public static class DatabaseFile
{
    private const int StartLength = 512;

    /// <summary>Every record, one after the other, in no order that means anything.</summary>
    /// <param name="path">The file, or the name that Python opened it by: then with .db, .pag, or .dir and .dat behind it.</param>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or of a kind that is not known; that may show when some of it was read.</exception>
    public static IEnumerable<DatabaseRecord> Read(string path)
    {
        var (file, records) = Choose(path);
        using var each = records.GetEnumerator();
        while (Next(each, file))
            yield return each.Current;
    }

    private static (string File, IEnumerable<DatabaseRecord> Records) Choose(string path)
    {
        if (DumbOf(path) is var (directory, values) && directory is not null)
            return (directory, DumbDatabase.Read(directory, values));
        var file = new[] { path, path + ".db", path + ".pag" }.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException($"there is no {path}", path);
        return (file, ReadFile(file));
    }

    private static bool Next(IEnumerator<DatabaseRecord> each, string file)
    {
        try
        {
            return each.MoveNext();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{file} cannot be read: {e.Message}", e);
        }
    }

    private static (string? Directory, string Values) DumbOf(string path)
    {
        var name = path.EndsWith(".dir", StringComparison.Ordinal) || path.EndsWith(".dat", StringComparison.Ordinal) ? path[..^4] : path;
        return (name != path || !File.Exists(path)) && File.Exists(name + ".dir") && File.Exists(name + ".dat")
            ? (name + ".dir", name + ".dat")
            : (null, "");
    }

    private static IEnumerable<DatabaseRecord> ReadFile(string path)
    {
        using var file = BinaryFile.Open(path);
        var start = file.Read(0, Math.Min(StartLength, file.Length));
        if (BerkeleyDatabase.Recognises(start, out var isBigEndian))
        {
            file.IsBigEndian = isBigEndian;
            foreach (var record in BerkeleyDatabase.Read(file))
                yield return record;
        }
        else if (GdbmDatabase.Recognises(start, out isBigEndian))
        {
            file.IsBigEndian = isBigEndian;
            foreach (var record in GdbmDatabase.Read(file))
                yield return record;
        }
        else if (start.AsSpan().Contains((byte)0))
        {
            throw new InvalidDataException("it is of a kind that is not known: make a dump of it (docs/migration.md)");
        }
        else
        {
            foreach (var record in TextDump.Read(path))
                yield return record;
        }
    }
}
