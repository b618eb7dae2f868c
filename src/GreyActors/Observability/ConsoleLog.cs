using System.Globalization;
using GreyActors.Configuration;
using GreyActors.Files;
using Serilog;
using Serilog.Core;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace GreyActors.Observability;

/// <summary>The console log: messages of the program to its operator.</summary>
public static class ConsoleLog
{
    private const string What = "{SourceContext}: {Message:lj}{NewLine}{Exception}";
    private const string WhenAndWhat = "{Timestamp:yyyy-MM-dd HH:mm:ss.fffzzz} {Level:u3} " + What;

    // The host logs its exception and throws it. The command reports it in one line, which a stack trace would hide.
    private const string StartFailed = "Hosting failed to start";

    // The target of standard output is not ours, so it is never rotated.
    private static readonly Rotation Never = new(Octets: 0, Daily: false, Keep: 1);

    /// <summary>The writer of standard output. It never waits for a reader; lines that the console does not accept are lost and counted.</summary>
    internal static LogWriter Writer(LostLines lost, TimeProvider time) =>
        new("the console", () => LogTarget.Given(Descriptor.StandardOutput) ?? new DiscardedOutput(), Never, lost, time);

    /// <summary>A logger at the configured level that does not log web requests. Disposing it writes the buffered lines and closes the console.</summary>
    internal static Logger Create(LogSwitches switches, LogWriter console) =>
        Configure(switches)
            .WriteTo.Sink(new ConsoleSink(switches, console))
            .CreateLogger();

    /// <summary>The settings for every sink: levels, and the escaping of text.</summary>
    internal static LoggerConfiguration Configure(LogSwitches switches) =>
        new LoggerConfiguration()
            .MinimumLevel.ControlledBy(switches.Own)
            .MinimumLevel.Override("Microsoft", switches.Libraries)
            .MinimumLevel.Override("System", switches.Libraries)
            .Filter.ByExcluding(line => line.MessageTemplate.Text == StartFailed)
            .Enrich.WithProperty(Constants.SourceContextPropertyName, "greyactors")
            .Enrich.With<EscapedText>();

    /// <summary>The formatter for log events.</summary>
    /// <param name="journal">Whether systemd's journal reads the lines; it adds the time and reads the priority.</param>
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
