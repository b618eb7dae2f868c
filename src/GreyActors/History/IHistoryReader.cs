namespace GreyActors.History;

/// <summary>Reads the lines of one kind of log, in their order. Contains no file and no clock.</summary>
internal interface IHistoryReader
{
    /// <summary>Reads one line.</summary>
    /// <param name="line">Any text: damaged lines are reported, not thrown.</param>
    /// <param name="sink">Gets the mails that the line completes.</param>
    void Read(in LogLine line, IHistorySink sink);

    /// <summary>Reports the mails that are still incomplete after the last line.</summary>
    void End(IHistorySink sink);
}
