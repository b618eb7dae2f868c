namespace GreyActors.History;

/// <summary>Reads logs of every kind: the beginning of each line shows the kind.</summary>
/// <param name="format">The only accepted kind; lines of other kinds are then unreadable.</param>
internal sealed class HistoryReader(HistoryFormat format) : IHistoryReader
{
    /// <summary>The reason why a line is unreadable whose kind was not selected.</summary>
    public const string OtherFormat = "the line belongs to another kind of log than --format";

    private readonly GreylistLogReader _text = new();
    private readonly JsonLogReader _json = new();
    private readonly MailServerLogReader _servers = new(format is HistoryFormat.Auto or HistoryFormat.Postfix, format is HistoryFormat.Auto or HistoryFormat.Exim);

    private bool ReadsOwn => format is HistoryFormat.Auto or HistoryFormat.GreyActors;

    private bool ReadsServers => format is not HistoryFormat.GreyActors;

    /// <inheritdoc/>
    public void Read(in LogLine line, IHistorySink sink)
    {
        if (string.IsNullOrWhiteSpace(line.Text))
            return;
        if (GreylistLogReader.Recognises(line.Text))
            Read(_text, ReadsOwn, line, sink);
        else if (JsonLogReader.Recognises(line.Text))
            Read(_json, ReadsOwn, line, sink);
        else if (line.At is not null)
            Read(_servers, ReadsServers, line, sink);
        else
            sink.AddUnreadable(line, "the line belongs to no known log");
    }

    /// <inheritdoc/>
    public void End(IHistorySink sink)
    {
        _text.End(sink);
        _json.End(sink);
        _servers.End(sink);
    }

    private static void Read(IHistoryReader reader, bool isSelected, in LogLine line, IHistorySink sink)
    {
        if (isSelected)
            reader.Read(line, sink);
        else
            sink.AddUnreadable(line, OtherFormat);
    }
}
