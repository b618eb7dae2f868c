using System.Text;

namespace GreyActors.Migration.Databases;

/// <summary>Reads Python's dumbdbm: a <c>.dir</c> of lines <c>'key', (offset, length)</c>, and a <c>.dat</c> with the values.</summary>
internal static class DumbDatabase
{
    /// <summary>Every record.</summary>
    /// <param name="directory">The <c>.dir</c> file.</param>
    /// <param name="values">The <c>.dat</c> file.</param>
    /// <exception cref="InvalidDataException">The database is damaged.</exception>
    public static IEnumerable<DatabaseRecord> Read(string directory, string values)
    {
        using var file = BinaryFile.Open(values);
        var number = 0;
        foreach (var line in TextLines.Read(directory, Encoding.Latin1))
        {
            number++;
            if (line.Length == 0)
                continue;
            var (key, at, length) = Entry(line) ?? throw new InvalidDataException($"line {number} of {directory} is not an entry of dumbdbm");
            yield return new DatabaseRecord(Encoding.Latin1.GetBytes(key), file.Read(at, length));
        }
    }

    private static (string Key, long At, long Length)? Entry(string line)
    {
        var literal = new PythonLiteral(line);
        return literal.Text() is { } key && literal.Skip(',')
            && literal.Skip('(') && literal.Number() is { } at && literal.Skip(',') && literal.Number() is { } length && literal.Skip(')')
            && literal.IsAtEnd
            ? (key, at, length)
            : null;
    }
}
