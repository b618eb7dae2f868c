namespace GreyActors.Migration;

/// <summary>Writes a list of clients or recipients, one entry per line, without duplicates.</summary>
internal sealed class ImportList
{
    private readonly TextWriter _file;
    private readonly HashSet<string> _entries = new(StringComparer.Ordinal);

    private ImportList(TextWriter file) => _file = file;

    /// <summary>The number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>A list in this file; null for no file.</summary>
    /// <param name="file">Gets the entries.</param>
    /// <param name="source">The source of the entries.</param>
    public static ImportList? Of(TextWriter? file, string source)
    {
        file?.WriteLine($"# Created from {source.ReplaceLineEndings(" ")} by greyactors import.");
        return file is null ? null : new ImportList(file);
    }

    /// <summary>Writes an entry, unless the list contains it.</summary>
    public void Add(string entry)
    {
        if (_entries.Add(entry))
            _file.WriteLine(entry);
    }
}
