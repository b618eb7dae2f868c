using GreyActors.Files;
using Serilog.Events;
using Serilog.Formatting;

namespace GreyActors.Observability;

/// <summary>Starts every line with the priority in the format of systemd's journal (sd-daemon(3)).</summary>
internal sealed class JournalFormatter(ITextFormatter inner) : ITextFormatter
{
    private const string Variable = "JOURNAL_STREAM";
    private const string StandardOutput = "/proc/self/fd/1";

    /// <summary>Whether standard output is connected to the journal: systemd names that socket (systemd.exec(5)).</summary>
    public static bool IsRead =>
        Environment.GetEnvironmentVariable(Variable) is { } stream
        && FileIdentity.Of(StandardOutput) is { } output
        && stream.EndsWith($":{output.Inode}", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var text = new StringWriter();
        inner.Format(logEvent, text);
        var priority = Priority(logEvent.Level);
        foreach (var line in text.ToString().TrimEnd('\n').Split('\n'))
        {
            output.Write(priority);
            output.Write(line);
            output.Write('\n');
        }
    }

    // syslog(3)
    private static string Priority(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => "<2>",
        LogEventLevel.Error => "<3>",
        LogEventLevel.Warning => "<4>",
        LogEventLevel.Information => "<6>",
        _ => "<7>",
    };
}
