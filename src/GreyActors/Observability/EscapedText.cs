using GreyActors.Core.Smtp;
using Serilog.Core;
using Serilog.Events;

namespace GreyActors.Observability;

/// <summary>Escapes every text in a log event, so that text from a client cannot forge a line or move the operator's cursor.</summary>
/// <remarks>It is applied before all sinks, because an attacker would find the one that forgets to escape.</remarks>
internal sealed class EscapedText : ILogEventEnricher
{
    /// <inheritdoc/>
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? changed = null;
        foreach (var (name, value) in logEvent.Properties)
        {
            var escaped = Escape(value);
            if (!ReferenceEquals(escaped, value))
                (changed ??= []).Add(new LogEventProperty(name, escaped));
        }

        foreach (var property in changed ?? [])
            logEvent.AddOrUpdateProperty(property);
    }

    private static LogEventPropertyValue Escape(LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue { Value: string text }:
                var escaped = LogText.ForLine(text);
                return ReferenceEquals(escaped, text) ? value : new ScalarValue(escaped);

            case SequenceValue sequence:
                return new SequenceValue(sequence.Elements.Select(Escape));

            default:
                return value;
        }
    }
}
