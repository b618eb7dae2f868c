using System.Globalization;
using GreyActors.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace GreyActors.Observability;

/// <summary>The log on the console: what the program says to its operator.</summary>
public static class ConsoleLog
{
    private const int Buffer = 10_000;
    private const string What = "{SourceContext}: {Message:lj}{NewLine}{Exception}";
    private const string WhenAndWhat = "{Timestamp:yyyy-MM-dd HH:mm:ss.fffzzz} {Level:u3} " + What;

    /// <summary>
    /// A logger at the configured level, quiet about web requests. It never blocks: a console that takes nothing loses lines.
    /// Dispose it to write out what is buffered.
    /// </summary>
    public static Logger Create(LogSwitches switches) =>
        Configure(switches)
            .WriteTo.Background(to => to.Console(switches), Buffer)
            .CreateLogger();

    /// <summary>What holds for every sink: levels, and that text is escaped.</summary>
    internal static LoggerConfiguration Configure(LogSwitches switches) =>
        new LoggerConfiguration()
            .MinimumLevel.ControlledBy(switches.Own)
            .MinimumLevel.Override("Microsoft", switches.Libraries)
            .MinimumLevel.Override("System", switches.Libraries)
            .Enrich.WithProperty(Constants.SourceContextPropertyName, "greyactors")
            .Enrich.With<EscapedText>();

    /// <summary>How an event becomes lines.</summary>
    /// <param name="journal">Whether the journal reads them: it has the time and the priority itself.</param>
    internal static ITextFormatter FormatterFor(LogFormat format, bool journal)
    {
        ITextFormatter formatter = format switch
        {
            LogFormat.Json => new RenderedCompactJsonFormatter(),
            _ => new MessageTemplateTextFormatter(journal ? What : WhenAndWhat, CultureInfo.InvariantCulture),
        };
        return journal ? new JournalFormatter(formatter) : formatter;
    }
}
