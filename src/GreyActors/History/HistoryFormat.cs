namespace GreyActors.History;

/// <summary>The kinds of logs that can be read.</summary>
internal enum HistoryFormat
{
    /// <summary>Recognised line by line.</summary>
    Auto,

    /// <summary>Postfix in syslog, with its filters.</summary>
    Postfix,

    /// <summary>Exim's main log, with its filters.</summary>
    Exim,

    /// <summary>Our own logs, as text and as JSON.</summary>
    GreyActors,
}
