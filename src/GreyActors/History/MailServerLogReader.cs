namespace GreyActors.History;

/// <summary>Reads the logs of mail servers: Postfix and filters in syslog, Exim's main log, rspamd's own log. The lines of a mail are joined by its queue id.</summary>
internal sealed class MailServerLogReader : IHistoryReader
{
    private const string NoSyslog = "the line is no line of syslog";

    private readonly FilterVerdicts _verdicts = new();
    private readonly MailAssembly _mails;
    private readonly PostfixLogReader _postfix;
    private readonly EximLogReader _exim;

    /// <param name="readsPostfix">Whether lines of Postfix are read.</param>
    /// <param name="readsExim">Whether lines of Exim are read.</param>
    public MailServerLogReader(bool readsPostfix, bool readsExim)
    {
        (ReadsPostfix, ReadsExim) = (readsPostfix, readsExim);
        _mails = new MailAssembly(_verdicts);
        _postfix = new PostfixLogReader(_mails);
        _exim = new EximLogReader(_mails);
    }

    private bool ReadsPostfix { get; }

    private bool ReadsExim { get; }

    /// <inheritdoc/>
    public void Read(in LogLine line, IHistorySink sink)
    {
        if (line.At is not { } at)
        {
            sink.AddUnreadable(line, "the line does not begin with a time");
            return;
        }

        _mails.Advance(at, sink);
        // Exim and rspamd separate date and time by a space.
        if (IsSpaced(line))
            ReadSpaced(line, sink);
        else if (SyslogMessage.TryParse(line, out var message))
            ReadSyslog(message, line, sink);
        else
            sink.AddUnreadable(line, NoSyslog);
    }

    /// <inheritdoc/>
    public void End(IHistorySink sink) => _mails.End(sink);

    private void ReadSpaced(in LogLine line, IHistorySink sink)
    {
        // rspamd has its process number next, after a hash.
        if (line.Rest.TrimStart(' ').StartsWith("#"))
            FilterLog.Read(line.Rest, _verdicts);
        else if (ReadsExim)
            _exim.Read(line.Rest, line, sink);
        else
            sink.AddUnreadable(line, HistoryReader.OtherFormat);
    }

    private void ReadSyslog(in SyslogMessage message, in LogLine line, IHistorySink sink)
    {
        if (ReadsPostfix && PostfixLogReader.Recognises(message.Program))
            _postfix.Read(message, line, sink);
        else if (ReadsExim && message.Program.StartsWith("exim"))
            _exim.Read(WithoutTime(message.Text), line, sink);
        else
            FilterLog.Read(message.Text, _verdicts);
    }

    // Exim repeats the time in syslog, unless syslog_timestamp is off.
    private static ReadOnlySpan<char> WithoutTime(ReadOnlySpan<char> text) => text[LogTimestamp.Spaced(text, TimeZoneInfo.Utc, out _)..];

    private static bool IsSpaced(in LogLine line) => line.TimeLength > 10 && line.Text[0] is >= '0' and <= '9' && line.Text[10] == ' ';
}
