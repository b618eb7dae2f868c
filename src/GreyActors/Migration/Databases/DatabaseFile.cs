namespace GreyActors.Migration.Databases;

/// <summary>Reads a database of keys and values in any supported format, which its first bytes identify.</summary>
public static class DatabaseFile
{
    private const int StartLength = 512;

    /// <summary>Every record, in no particular order.</summary>
    /// <param name="path">The file, or the name that Python used, without its extension .db, .pag, or .dir and .dat.</param>
    /// <exception cref="IOException">The file does not exist, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or of an unknown kind. This may be detected after some records.</exception>
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
            throw new InvalidDataException("it is of an unknown kind: make a dump of it (docs/migration.md)");
        }
        else
        {
            foreach (var record in TextDump.Read(path))
                yield return record;
        }
    }
}
