using System.Net;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Configuration.Values;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>The address of the service's introspection endpoint, and the token file for it.</summary>
/// <param name="TokenFile">The file with the token; null if there is none.</param>
/// <param name="AlwaysShowsToken">Whether the token is sent with every request, not only with changes. A program that has taken the port while the service is down would then learn the token.</param>
internal sealed record ServiceAddress(Uri Url, string? TokenFile, bool AlwaysShowsToken)
{
    /// <summary>The address from the command line.</summary>
    /// <exception cref="CommandRefusedException">The URL is invalid.</exception>
    public static ServiceAddress Of(string url, string? tokenFile) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? new ServiceAddress(address, tokenFile, tokenFile is not null)
            : throw new CommandRefusedException(ExitCode.Usage, $"--url: '{url}' is not a URL: expected for example http://127.0.0.1:2526");

    /// <summary>The address from the configuration of the service.</summary>
    /// <exception cref="CommandRefusedException">The port is unknown.</exception>
    public static ServiceAddress Of(IntrospectionSettings settings, string? tokenFile)
    {
        if (settings.Port == 0)
            throw new CommandRefusedException(ExitCode.Usage, "introspection.port is 0 (any free port): name the endpoint with --url");

        return new ServiceAddress(
            OnThisMachine(new Uri($"http://{new IPEndPoint(settings.Address, settings.Port)}")),
            tokenFile ?? settings.TokenFile,
            settings.RequireToken || tokenFile is not null);
    }

    /// <summary>The address that a service has recorded.</summary>
    public static ServiceAddress Of(LastEndpoint last, string? tokenFile) => new(last.Url, tokenFile ?? last.TokenFile, last.RequiresToken || tokenFile is not null);

    /// <summary>The URL for a client on this machine: a service that listens on all addresses is queried on loopback.</summary>
    public static Uri OnThisMachine(Uri url) => !AddressText.TryAddress(url.Host.Trim('[', ']'), out var address) ? url
        : address.Equals(IPAddress.Any) ? new UriBuilder(url) { Host = IPAddress.Loopback.ToString() }.Uri
        : address.Equals(IPAddress.IPv6Any) ? new UriBuilder(url) { Host = $"[{IPAddress.IPv6Loopback}]" }.Uri
        : url;
}
