using GreyActors.History;

namespace GreyActors.Tests.History;

/// <summary>Everything that a reader found in some lines.</summary>
internal sealed class ReadLog : IHistorySink
{
    /// <summary>When the file with the lines was written last.</summary>
    public static readonly DateTimeOffset Written = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public List<HistoricMail> Mails { get; } = [];

    public List<string> Unused { get; } = [];

    public List<(LogLine Line, string Reason)> Unreadable { get; } = [];

    public IEnumerable<string> Reasons => Unreadable.Select(one => one.Reason);

    public static ReadLog Of(params IEnumerable<string> lines) => Of(new HistoryReader(HistoryFormat.Auto), lines);

    public static ReadLog Of(IHistoryReader reader, params IEnumerable<string> lines)
    {
        var (read, number, clock) = (new ReadLog(), 0, new LogClock(Written, TimeZoneInfo.Utc));
        foreach (var line in lines)
            reader.Read(clock.Read(new LogLine("mail.log", ++number, line)), read);
        reader.End(read);
        return read;
    }

    public void Add(HistoricMail mail) => Mails.Add(mail);

    public void AddUnused(string reason) => Unused.Add(reason);

    public void AddUnreadable(in LogLine line, string reason) => Unreadable.Add((line, reason));
}
