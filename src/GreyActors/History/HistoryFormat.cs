namespace GreyActors.History;

/// <summary>The kinds of logs that can be read.</summary>
internal enum HistoryFormat
{
    /// <summary>Recognised line by line.</summary>
    Auto,

    /// <summary>Our own logs, as text and as JSON.</summary>
    GreyActors,
}
