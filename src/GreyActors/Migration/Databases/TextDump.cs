using System.Globalization;
using System.Text;

namespace GreyActors.Migration.Databases;

/// <summary>Reads dumps: those of Berkeley DB's <c>db_dump</c> (with and without <c>-p</c>), and lines of key, tab and value.</summary>
internal static class TextDump
{
    /// <summary>The beginning of a <c>db_dump</c>.</summary>
    public const string FirstLine = "VERSION=";

    private const string HeaderEnd = "HEADER=END";
    private const string DataEnd = "DATA=END";

    /// <summary>Every record of a dump.</summary>
    /// <exception cref="InvalidDataException">The file is neither kind of dump, or is incomplete.</exception>
    public static IEnumerable<DatabaseRecord> Read(string path) =>
        TextLines.Read(path, Encoding.Latin1).FirstOrDefault()?.StartsWith(FirstLine, StringComparison.Ordinal) == true ? OfDbDump(path) : OfLines(path);

    private static IEnumerable<DatabaseRecord> OfDbDump(string path)
    {
        using var lines = TextLines.Read(path, Encoding.Latin1).GetEnumerator();
        var (isPrintable, number) = (false, 0);
        string? Next()
        {
            number++;
            return lines.MoveNext() ? lines.Current : null;
        }

        while (Next() is { } header && header != HeaderEnd)
            isPrintable |= header == "format=print";
        while (Next() is { } key)
        {
            if (key == DataEnd)
                yield break;
            if (Next() is not { } value || value == DataEnd)
                break;
            yield return new DatabaseRecord(Octets(key, isPrintable, number - 1), Octets(value, isPrintable, number));
        }

        throw new InvalidDataException($"it is incomplete: it ends without {DataEnd}");
    }

    private static IEnumerable<DatabaseRecord> OfLines(string path)
    {
        var number = 0;
        foreach (var line in TextLines.Read(path, Encoding.Latin1))
        {
            number++;
            if (line.Length == 0)
                continue;
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0)
                throw new InvalidDataException($"line {number} has no tab between key and value: unknown kind of file");
            yield return new DatabaseRecord(Encoding.Latin1.GetBytes(line[..tab]), Encoding.Latin1.GetBytes(line[(tab + 1)..]));
        }
    }

    // Each line begins with a space. With -p, unprintable bytes are a backslash and two hexadecimal digits; without -p, all bytes are two digits.
    private static byte[] Octets(string line, bool isPrintable, int number)
    {
        var octets = new MemoryStream(line.Length);
        for (var at = 1; at < line.Length; at++)
        {
            if (isPrintable && (line[at] != '\\' || line.AsSpan(at + 1).StartsWith("\\")))
            {
                octets.WriteByte((byte)line[at]);
                at += line[at] == '\\' ? 1 : 0;
                continue;
            }

            at += isPrintable ? 1 : 0;
            if (at + 2 > line.Length || !byte.TryParse(line.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
                throw new InvalidDataException($"line {number} is damaged");
            octets.WriteByte(octet);
            at++;
        }

        return octets.ToArray();
    }
}
