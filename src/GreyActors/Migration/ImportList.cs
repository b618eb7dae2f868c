namespace GreyActors.Migration;

/// <summary>A list of clients or recipients that is written, one entry a line, each once.</summary>
internal sealed class ImportList
{
    private readonly TextWriter _file;
    private readonly HashSet<string> _entries = new(StringComparer.Ordinal);

    private ImportList(TextWriter file) => _file = file;

    /// <summary>How many entries it has.</summary>
    public int Count => _entries.Count;

    /// <summary>A list in this file; null where there is none.</summary>
    /// <param name="file">Gets the entries.</param>
    /// <param name="source">Where they come from.</param>
    public static ImportList? Of(TextWriter? file, string source)
    {
        file?.WriteLine($"# Made from {source.ReplaceLineEndings(" ")} by greyactors import.");
        return file is null ? null : new ImportList(file);
    }

    /// <summary>Writes an entry, unless it stands there already.</summary>
    public void Add(string entry)
    {
        if (_entries.Add(entry))
            _file.WriteLine(entry);
    }
}
