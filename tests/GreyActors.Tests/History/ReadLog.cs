using GreyActors.History;

namespace GreyActors.Tests.History;

/// <summary>Everything that a reader found in some lines.</summary>
internal sealed class ReadLog : IHistorySink
{
    public List<HistoricMail> Mails { get; } = [];

    public List<string> Unused { get; } = [];

    public List<(LogLine Line, string Reason)> Unreadable { get; } = [];

    public IEnumerable<string> Reasons => Unreadable.Select(one => one.Reason);

    public static ReadLog Of(params IEnumerable<string> lines) => Of(new HistoryReader(HistoryFormat.Auto), lines);

    public static ReadLog Of(IHistoryReader reader, params IEnumerable<string> lines)
    {
        var (read, number) = (new ReadLog(), 0);
        foreach (var line in lines)
            reader.Read(new LogLine("mail.log", ++number, line), read);
        reader.End(read);
        return read;
    }

    public void Add(HistoricMail mail) => Mails.Add(mail);

    public void AddUnused(string reason) => Unused.Add(reason);

    public void AddUnreadable(in LogLine line, string reason) => Unreadable.Add((line, reason));
}
