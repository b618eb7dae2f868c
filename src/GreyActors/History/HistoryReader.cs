namespace GreyActors.History;

/// <summary>Reads logs of every kind: the beginning of each line shows the kind.</summary>
/// <param name="format">The only accepted kind; lines of other kinds are then unreadable.</param>
internal sealed class HistoryReader(HistoryFormat format) : IHistoryReader
{
    private readonly GreylistLogReader _text = new();
    private readonly JsonLogReader _json = new();

    /// <inheritdoc/>
    public void Read(in LogLine line, IHistorySink sink)
    {
        if (string.IsNullOrWhiteSpace(line.Text))
            return;
        if (ReaderOf(line.Text) is { } reader)
            reader.Read(line, sink);
        else
            sink.AddUnreadable(line, format == HistoryFormat.Auto ? "the line belongs to no known log" : "the line belongs to another kind of log than --format");
    }

    /// <inheritdoc/>
    public void End(IHistorySink sink)
    {
        _text.End(sink);
        _json.End(sink);
    }

    private IHistoryReader? ReaderOf(ReadOnlySpan<char> line) =>
        GreylistLogReader.Recognises(line) ? _text : JsonLogReader.Recognises(line) ? _json : null;
}
