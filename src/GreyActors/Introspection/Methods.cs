namespace GreyActors.Introspection;

/// <summary>The request methods beside those that each endpoint maps: HEAD wherever there is GET, and OPTIONS everywhere (RFC 9110 9.3.2, 9.3.7).</summary>
internal static class Methods
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    // OPTIONS is what haproxy's `option httpchk` sends unless it is given a method, and it goes by the status.
    private static readonly string[] Checking = [.. Reading, HttpMethods.Options];

    /// <summary>Every endpoint of the group that answers GET answers HEAD; the web server leaves out the content.</summary>
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

    /// <summary>Answers OPTIONS for every other path that exists: 204 with the methods that the path has.</summary>
    /// <remarks>The routing has found them already: they are the Allow header of its 405. Nothing is granted to other origins (CORS).</remarks>
    public static void UseOptions(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (HttpMethods.IsOptions(context.Request.Method) && context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    });

    /// <summary>Whether a method changes nothing (RFC 9110 9.2.1).</summary>
    public static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
