namespace GreyActors.History;

/// <summary>Gets everything that a reader finds in a log.</summary>
internal interface IHistorySink
{
    /// <summary>A recipient of a mail.</summary>
    void Add(HistoricMail mail);

    /// <summary>A mail that says nothing about clients of this server.</summary>
    /// <param name="reason">The reason, in the same words for all mails with this reason.</param>
    void AddUnused(string reason);

    /// <summary>A line that cannot be read.</summary>
    /// <param name="line">The line.</param>
    /// <param name="reason">The reason, in the same words for all lines with this reason.</param>
    void AddUnreadable(in LogLine line, string reason);
}
