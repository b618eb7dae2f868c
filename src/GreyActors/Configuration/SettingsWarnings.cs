using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Configuration;

/// <summary>Settings that are valid and yet probably not intended. <c>greyactors check</c> prints them.</summary>
internal static class SettingsWarnings
{
    private const int SmtpPort = 25;

    // Only the SMTP sessions use these.
    private static readonly string[] SmtpKeys = ["relay.", "allowed-domains", "recipients", "tls."];

    /// <summary>One sentence for each, beginning with the key and its place.</summary>
    public static IEnumerable<string> Of(LoadedConfiguration.Valid configuration) =>
        [.. WithoutTls(configuration), .. WithoutEffect(configuration), .. LonelySeeds(configuration)];

    private static IEnumerable<string> WithoutTls(LoadedConfiguration.Valid configuration) => configuration.Settings.Tls.Offered
        ? []
        : configuration.Settings.Listen
            .Where(listener => listener is { Protocol: ListenProtocol.Smtp, Endpoint: IPEndPoint endpoint } && IsForTheInternet(endpoint))
            .Select(listener => $"listen ({configuration.OriginOf("listen")}): {listener} offers no TLS, because tls.certificate is empty: clients that insist on TLS (MTA-STS, DANE) cannot deliver");

    private static bool IsForTheInternet(IPEndPoint endpoint) =>
        !IPAddress.IsLoopback(endpoint.Address) && (endpoint.Port == SmtpPort || IsEveryAddress(endpoint.Address) || !LocalAddresses.Contains(endpoint.Address));

    private static bool IsEveryAddress(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IEnumerable<string> WithoutEffect(LoadedConfiguration.Valid configuration) => configuration.Settings.HasBackends
        ? []
        : configuration.Effective
            .Where(value => value.Origin != EffectiveValues.Default && SmtpKeys.Any(key => SettingsBook.Shown(value.Key).StartsWith(key, StringComparison.Ordinal)))
            .Select(value => $"{SettingsBook.Shown(value.Key)} ({value.Origin}) has no effect: no entry of listen has protocol = smtp");

    private static IEnumerable<string> LonelySeeds(LoadedConfiguration.Valid configuration) =>
        configuration.Settings.Cluster is { Enabled: true } cluster && !cluster.SeedNodes.Contains(cluster.Endpoint)
            ? [$"cluster.seed-nodes ({configuration.OriginOf("cluster.seed-nodes")}) lacks this machine, {cluster.Endpoint}: it can join a cluster, but never starts one"]
            : [];
}
