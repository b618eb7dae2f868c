namespace GreyActors.Introspection;

/// <summary>Adds HEAD to every endpoint with GET, and OPTIONS to all (RFC 9110 9.3.2, 9.3.7).</summary>
internal static class Methods
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    // haproxy's `option httpchk` sends OPTIONS unless a method is configured, and checks the status of the answer.
    private static readonly string[] Checking = [.. Reading, HttpMethods.Options];

    /// <summary>Every endpoint of the group that answers GET also answers HEAD; the web server omits the content.</summary>
    public static RouteGroupBuilder WithHead(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { HttpMethods: [var only] } && HttpMethods.IsGet(only))
                endpoint.Metadata.Add(new HttpMethodMetadata(Reading));
        });
        return group;
    }

    /// <summary>Maps a health check: its status is the same for GET, HEAD and OPTIONS.</summary>
    public static RouteHandlerBuilder MapCheck(this IEndpointRouteBuilder routes, string path, Delegate check) =>
        routes.MapMethods(path, Checking, check);

    /// <summary>Answers OPTIONS for every other path that exists: 204 with the methods of the path.</summary>
    /// <remarks>The router has already put the methods into the Allow header of its 405. Other origins are granted nothing (CORS).</remarks>
    public static void UseOptions(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (HttpMethods.IsOptions(context.Request.Method) && context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    });

    /// <summary>Whether a method changes nothing (RFC 9110 9.2.1).</summary>
    public static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
