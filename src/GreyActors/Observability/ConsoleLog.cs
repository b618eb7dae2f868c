using System.Globalization;
using Serilog;
using Serilog.Core;

namespace GreyActors.Observability;

/// <summary>The log on the console: what the program says to its operator.</summary>
public static class ConsoleLog
{
    private const int Buffer = 10_000;
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fffzzz} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <summary>
    /// A logger at the configured level, quiet about web requests. It never blocks: a console that takes nothing loses lines.
    /// Dispose it to write out what is buffered.
    /// </summary>
    public static Logger Create(LogLevels levels) =>
        Configure(levels)
            .WriteTo.Async(
                to => to.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture),
                Buffer,
                blockWhenFull: false)
            .CreateLogger();

    /// <summary>What holds for every sink: levels, and that text is escaped.</summary>
    internal static LoggerConfiguration Configure(LogLevels levels) =>
        new LoggerConfiguration()
            .MinimumLevel.ControlledBy(levels.Own)
            .MinimumLevel.Override("Microsoft", levels.Libraries)
            .MinimumLevel.Override("System", levels.Libraries)
            .Enrich.WithProperty(Constants.SourceContextPropertyName, "greyactors")
            .Enrich.With<EscapedText>();
}
