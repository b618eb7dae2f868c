using System.Net;
using GreyActors.Components;
using GreyActors.Configuration;

namespace GreyActors.Cli;

/// <summary>Where the service's introspection endpoint is, and which token it gets.</summary>
/// <param name="TokenFile">Null when there is none to show.</param>
/// <param name="AlwaysShowsToken">The token is shown with every request, not only with changes: whoever has taken the port while the service is down learns it.</param>
internal sealed record ServiceAddress(Uri Url, string? TokenFile, bool AlwaysShowsToken)
{
    /// <summary>From what the command line says.</summary>
    /// <exception cref="CommandRefusedException">It says nothing of use.</exception>
    public static ServiceAddress Of(string url, string? tokenFile) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? new ServiceAddress(address, tokenFile, tokenFile is not null)
            : throw new CommandRefusedException(ExitCode.Usage, $"--url: '{url}' is no URL: expected for example http://127.0.0.1:2526");

    /// <summary>From the service's own configuration.</summary>
    /// <exception cref="CommandRefusedException">The port is not known.</exception>
    public static ServiceAddress Of(IntrospectionSettings settings, string? tokenFile)
    {
        if (settings.Port == 0)
            throw new CommandRefusedException(ExitCode.Usage, "introspection.port is 0, any free one: name the endpoint with --url");

        // Who listens everywhere is asked here.
        var address = settings.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : settings.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : settings.Address;
        return new ServiceAddress(
            new Uri($"http://{new IPEndPoint(address, settings.Port)}"),
            tokenFile ?? settings.TokenFile,
            settings.RequireToken || tokenFile is not null);
    }
}
