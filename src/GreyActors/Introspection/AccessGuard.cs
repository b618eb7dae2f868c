using GreyActors.Observability;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace GreyActors.Introspection;

/// <summary>
/// Decides which requests are answered: the Host header must name this service, pages of other origins are refused, changes need the token and
/// JSON. Refusals are logged.
/// </summary>
/// <remarks>
/// A browser on the operator's machine can connect on loopback and sends requests for any page that it shows. It always names the page's origin,
/// and does not send JSON or a token to another origin without asking first (CORS), and that request is refused.
/// </remarks>
internal sealed class AccessGuard(RequestDelegate next, IntrospectionDependencies parts, AccessToken token, Serilog.ILogger log)
{
    private const string Scheme = "Bearer ";

    // The page may load its own scripts and styles, and nothing from other servers.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Refusal(context) is { } refusal ? Refuse(context, refusal) : next(context);
    }

    private (int Status, string Why)? Refusal(HttpContext context)
    {
        var request = context.Request;
        var trust = HostCheck.Of(
            NamedHost(context),
            context.Connection.LocalIpAddress,
            parts.Settings.HostNames.Append(parts.Configuration.Settings.ServerName));
        if (trust == HostTrust.Foreign)
            return (StatusCodes.Status400BadRequest, "The Host header names another host: expected localhost, this server's address, servername or one of introspection.host-names.");
        if (request.Headers.Origin is { Count: > 0 } origin && !IsOwnOrigin(origin.ToString(), request, trust))
            return (StatusCodes.Status403Forbidden, "The request comes from a page of another origin.");

        var isOpen = Methods.IsSafe(request.Method)
            && (IsPublic(request.Path) || (trust == HostTrust.Own && !parts.Settings.RequireToken));
        if (!isOpen && !IsAuthorised(request))
            return (StatusCodes.Status401Unauthorized, "The token is missing or wrong: Authorization: Bearer TOKEN, from the file introspection.token-file.");
        if (HttpMethods.IsPost(request.Method) && !IsJson(request))
            return (StatusCodes.Status415UnsupportedMediaType, "The Content-Type must be application/json, in UTF-8.");
        return null;
    }

    // A target in absolute form names a host, too. Without either, the request claims no host (RFC 9112 3.2.2).
    private static HostString? NamedHost(HttpContext context) =>
        context.Request.Headers.Host.Count > 0 ? context.Request.Host
        : context.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] or "*" ? null
        : new HostString("");

    // JSON between systems is UTF-8 (RFC 8259 8.1); the framework would answer 500 for any other character set.
    private static bool IsJson(HttpRequest request) =>
        request.HasJsonContentType()
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    // A reverse proxy under one of our names may use TLS with the browser.
    private static bool IsOwnOrigin(string origin, HttpRequest request, HostTrust trust) =>
        origin == $"{request.Scheme}://{request.Host}" || (trust == HostTrust.Known && origin == $"{Uri.UriSchemeHttps}://{request.Host}");

    // The files of the page contain no data; the page requests the data.
    private static bool IsPublic(PathString path) => path == HealthEndpoints.Health || DashboardEndpoints.IsPageFile(path);

    private bool IsAuthorised(HttpRequest request) =>
        request.Headers.Authorization is [{ } shown] && shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && token.Is(shown[Scheme.Length..].Trim());

    private Task Refuse(HttpContext context, (int Status, string Why) refusal)
    {
        log.ForContext<AccessGuard>().Information(
            LogLines.RequestRefused, context.Request.Method, context.Request.Path.Value, context.Connection.RemoteIpAddress, refusal.Why);
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return TypedResults.Problem(refusal.Why, statusCode: refusal.Status).ExecuteAsync(context);
    }
}
