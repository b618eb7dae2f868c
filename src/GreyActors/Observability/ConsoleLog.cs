using System.Globalization;
using GreyActors.Configuration;
using GreyActors.Files;
using Serilog;
using Serilog.Core;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace GreyActors.Observability;

/// <summary>The log on the console: what the program says to its operator.</summary>
public static class ConsoleLog
{
    private const string What = "{SourceContext}: {Message:lj}{NewLine}{Exception}";
    private const string WhenAndWhat = "{Timestamp:yyyy-MM-dd HH:mm:ss.fffzzz} {Level:u3} " + What;

    // The host logs its exception and throws it: the command reports it in one line, and a stack trace would hide that line.
    private const string StartFailed = "Hosting failed to start";

    // Whatever standard output leads to belongs to somebody else.
    private static readonly Rotation Never = new(Octets: 0, Daily: false, Keep: 1);

    /// <summary>The writer of standard output. It never waits for a reader: a console that takes nothing loses lines, and counts them.</summary>
    internal static LogWriter Writer(LostLines lost, TimeProvider time) =>
        new("the console", () => LogTarget.Given(Descriptor.StandardOutput) ?? new DiscardedOutput(), Never, lost, time);

    /// <summary>A logger at the configured level, quiet about web requests. Dispose it to write what is buffered and close the console.</summary>
    internal static Logger Create(LogSwitches switches, LogWriter console) =>
        Configure(switches)
            .WriteTo.Sink(new ConsoleSink(switches, console))
            .CreateLogger();

    /// <summary>What holds for every sink: levels, and that text is escaped.</summary>
    internal static LoggerConfiguration Configure(LogSwitches switches) =>
        new LoggerConfiguration()
            .MinimumLevel.ControlledBy(switches.Own)
            .MinimumLevel.Override("Microsoft", switches.Libraries)
            .MinimumLevel.Override("System", switches.Libraries)
            .Filter.ByExcluding(line => line.MessageTemplate.Text == StartFailed)
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
