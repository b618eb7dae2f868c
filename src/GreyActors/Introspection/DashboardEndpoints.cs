using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace GreyActors.Introspection;

/// <summary><c>/</c>: the dashboard. Its files, from the folder <c>Dashboard</c>, are embedded in the program; browsers cache them until they change.</summary>
internal static class DashboardEndpoints
{
    private const string Index = "index.html";

    // All embedded files of the dashboard have this prefix.
    private const string Prefix = "dashboard/";

    private static readonly FrozenDictionary<string, PageFile> Files = typeof(DashboardEndpoints).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(PathOf, Read, StringComparer.Ordinal);

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        foreach (var (path, file) in Files)
        {
            routes.MapGet(path, (HttpContext context) => Send(context, file)).ExcludeFromDescription();
        }
    }

    /// <summary>Whether a path is one of the dashboard's files.</summary>
    public static bool IsPageFile(PathString path) => path.Value is { } text && Files.ContainsKey(text);

    private static FileContentHttpResult Send(HttpContext context, PageFile file)
    {
        // The browser keeps the file, but asks each time whether it has changed, so nobody sees an old page after an update.
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Bytes, file.ContentType, entityTag: file.Tag);
    }

    private static string PathOf(string resource) => resource[Prefix.Length..] is var name && name == Index ? "/" : $"/{name}";

    private static PageFile Read(string resource)
    {
        using var stream = typeof(DashboardEndpoints).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new PageFile(bytes, ContentTypeOf(resource), new EntityTagHeaderValue($"\"{Convert.ToHexString(SHA256.HashData(bytes).AsSpan(0, 8))}\""));
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".json" => "application/json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };

    private sealed record PageFile(byte[] Bytes, string ContentType, EntityTagHeaderValue Tag);
}
