using System.Globalization;
using GreyActors.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;

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
    public static Logger Create(LogSettings settings) =>
        Configure(settings)
            .WriteTo.Background(to => to.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture), Buffer)
            .CreateLogger();

    /// <summary>What holds for every sink: levels, and that text is escaped.</summary>
    internal static LoggerConfiguration Configure(LogSettings settings)
    {
        var level = settings.Level.ToSerilog();
        var quiet = level > LogEventLevel.Warning ? level : LogEventLevel.Warning;
        return new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .MinimumLevel.Override("Microsoft", quiet)
            .MinimumLevel.Override("System", quiet)
            .Enrich.WithProperty(Constants.SourceContextPropertyName, "greyactors")
            .Enrich.With<EscapedText>();
    }
}
