using GreyActors.Observability;

namespace GreyActors.Introspection;

/// <summary>Logs changes that operators make to the greylist and the known clients.</summary>
internal static class ChangeAudit
{
    /// <summary>Writes the line: the change, its outcome and its subject.</summary>
    /// <param name="source">The class that makes the change.</param>
    /// <param name="isDone">Whether the database has stored the change.</param>
    /// <param name="isMissing">Whether there was nothing to change.</param>
    public static void Record(this Serilog.ILogger log, Type source, HttpContext context, string change, bool isDone, bool isMissing, string of) =>
        log.ForContext(source).Information(
            LogLines.ChangeMade,
            $"{change} ({(isDone, isMissing) switch { (false, _) => "not done", (_, true) => "not found", _ => "done" }})",
            of,
            context.Connection.RemoteIpAddress);
}
