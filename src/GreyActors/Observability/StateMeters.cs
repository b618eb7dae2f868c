using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace GreyActors.Observability;

/// <summary>The meters of states that last until something changes them: backends, certificates, changes that wait for a restart.</summary>
public static class StateMeters
{
    private static readonly ConcurrentDictionary<string, int> Backends = new(StringComparer.Ordinal);
    private static volatile Measurement<long>[] _certificates = [];

    private static readonly Gauge<int> AwaitingRestart = Meters.Meter.CreateGauge<int>(
        "greyactors.configuration.awaiting_restart", "{key}", "Changed keys in the configuration file that take effect after a restart.");

    static StateMeters()
    {
        // Observed, not recorded: a backend or a certificate that is no longer configured must not keep its last value.
        _ = Meters.Meter.CreateObservableGauge(
            "greyactors.backends.up",
            () => Backends.Select(one => new Measurement<int>(one.Value, new KeyValuePair<string, object?>("server", one.Key))),
            "{backend}",
            "1: the backend is up; 0: it is suspect or down.");
        _ = Meters.Meter.CreateObservableGauge(
            "greyactors.tls.certificate_expiry", () => _certificates, "s", "End of the validity of the certificates for clients, in seconds since 1970.");
    }

    /// <summary>Records the state of a backend.</summary>
    public static void RecordBackend(string server, bool isUp) => Backends[server] = isUp ? 1 : 0;

    /// <summary>A backend is no longer used.</summary>
    public static void ForgetBackend(string server) => Backends.TryRemove(server, out _);

    /// <summary>Records the certificates for clients.</summary>
    public static void RecordCertificates(IEnumerable<(string Subject, DateTimeOffset NotAfter)> certificates) => _certificates =
    [
        .. certificates.DistinctBy(one => one.Subject).Select(one => new Measurement<long>(one.NotAfter.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("subject", one.Subject))),
    ];

    /// <summary>Records the number of changed keys that wait for a restart.</summary>
    public static void RecordAwaitingRestart(int keys) => AwaitingRestart.Record(keys);
}
