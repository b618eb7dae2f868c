using Microsoft.OpenApi;

namespace GreyActors.Introspection;

/// <summary>What the OpenAPI document cannot know from the endpoints' code: who it is about, the token, and the metrics.</summary>
internal static class ApiDocument
{
    private const string Token = "token";

    public static Task Complete(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "GreyActors", Version = StatsEndpoints.Version, Description = "docs/introspection.md says it in words." };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Token] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "From the file introspection.token-file. For reading it is needed only with introspection.require-token.",
        };
        // The exporter's endpoint does not describe itself.
        document.Paths[MetricsEndpoints.Path] = new OpenApiPathItem
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Get] = Metrics() },
        };
        foreach (var path in document.Paths.Values)
        {
            // They exist wherever GET does, and have nothing to describe.
            path.Operations?.Remove(HttpMethod.Head);
            path.Operations?.Remove(HttpMethod.Options);
        }

        foreach (var (method, operation) in document.Paths.Values.SelectMany(path => path.Operations ?? []))
        {
            if (method != HttpMethod.Get)
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Token, document)] = [] }];
        }

        return Task.CompletedTask;
    }

    private static OpenApiOperation Metrics() => new()
    {
        Summary = "What was counted and measured, for Prometheus",
        Responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse
            {
                Description = "OK",
                Content = new Dictionary<string, OpenApiMediaType> { ["text/plain"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } } },
            },
        },
    };
}
