using System.Net;
using GreyActors.Components;
using GreyActors.Configuration;

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

        // A service that listens on all addresses is queried on loopback.
        var address = settings.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : settings.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : settings.Address;
        return new ServiceAddress(
            new Uri($"http://{new IPEndPoint(address, settings.Port)}"),
            tokenFile ?? settings.TokenFile,
            settings.RequireToken || tokenFile is not null);
    }
}
