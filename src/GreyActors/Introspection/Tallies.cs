using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using GreyActors.Observability;

namespace GreyActors.Introspection;

/// <summary>Sums up the program's <see cref="Meters"/>, for operators without Prometheus.</summary>
/// <remarks>Histograms are only for Prometheus. Reading blocks no one.</remarks>
public sealed class Tallies : IDisposable
{
    private readonly ConcurrentDictionary<(string Instrument, object? Tags), Tally> _tallies = new();
    private readonly MeterListener _listener = new();

    public Tallies()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Meters.Name && instrument is Counter<long> or UpDownCounter<long> or Gauge<long>)
                listener.EnableMeasurementEvents(instrument, instrument is Gauge<long>);
        };
        _listener.SetMeasurementEventCallback<long>(Record);
        _listener.Start();
    }

    /// <summary>The sum of an instrument over all tags.</summary>
    public long Sum(string instrument) => _tallies.Where(tally => tally.Key.Instrument == instrument).Sum(tally => tally.Value.Count);

    /// <summary>The counts of an instrument by the value of its tag, or by the values of all its tags (<c>mail-1:25 Down</c>). Tags that never occurred are missing.</summary>
    public SortedDictionary<string, long> By(string instrument) => new(
        _tallies.Where(tally => tally.Key.Instrument == instrument).ToDictionary(tally => $"{tally.Key.Tags}", tally => tally.Value.Count),
        StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, long measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? isGauge)
    {
        var tally = _tallies.GetOrAdd((instrument.Name, ValuesOf(tags)), static _ => new Tally());
        if (isGauge is true)
            tally.Set(measurement);
        else
            tally.Add(measurement);
    }

    // Nearly every measurement has one tag, and needs no new string.
    private static object? ValuesOf(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags switch
    {
        [] => null,
        [var tag] => tag.Value,
        _ => string.Join(' ', tags.ToArray().Select(tag => tag.Value)),
    };

    private sealed class Tally
    {
        private long _count;

        public long Count => Interlocked.Read(ref _count);

        public void Add(long more) => Interlocked.Add(ref _count, more);

        public void Set(long now) => Interlocked.Exchange(ref _count, now);
    }
}
