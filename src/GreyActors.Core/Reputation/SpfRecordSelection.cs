namespace GreyActors.Core.Reputation;

/// <summary>The record of a domain; null if it has none, or if the evaluation ends with an error (RFC 7208 4.4, 4.5).</summary>
internal readonly record struct SpfRecordSelection(SpfRecord? Record, SpfResult? Error)
{
    /// <summary>Selects the record among the texts of a domain. Texts that do not claim to be a record are ignored, whatever they contain.</summary>
    public static SpfRecordSelection Of(DnsAnswer answer)
    {
        if (answer.Status == DnsStatus.Failed)
            return new SpfRecordSelection(null, SpfResult.TempError);

        string? selected = null;
        foreach (var text in answer.Texts)
        {
            if (!SpfRecord.IsRecord(text))
                continue;
            if (selected is not null)
                return new SpfRecordSelection(null, SpfResult.PermError);
            selected = text;
        }

        if (selected is null)
            return default;
        var record = SpfRecord.Parse(selected);
        return new SpfRecordSelection(record, record is null ? SpfResult.PermError : null);
    }
}
