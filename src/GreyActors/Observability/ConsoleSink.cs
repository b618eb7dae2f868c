using System.Text;
using GreyActors.Files;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace GreyActors.Observability;

/// <summary>Formats log events and hands them to the console's <see cref="LogWriter"/>.</summary>
/// <remarks>
/// Not Serilog.Sinks.Console: .NET's stream of the console waits for a reader forever, and hides that the reader has left. Formatting here and not on the
/// writer's thread costs the emitter some microseconds; what waits is text then, as in every other log.
/// </remarks>
internal sealed class ConsoleSink(ITextFormatter formatter, LogWriter console) : ILogEventSink, IDisposable
{
    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter();
        formatter.Format(logEvent, text);
        console.Add(text.ToString().TrimEnd('\r', '\n'));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        console.Dispose();
        if (console.LostAtEnd > 0)
            LogTarget.Given(Descriptor.StandardError)?.Write(Encoding.UTF8.GetBytes($"greyactors: {console.LostAtEnd} lines of the console log were lost: {console.Problem}\n"), TimeSpan.Zero);
    }
}
