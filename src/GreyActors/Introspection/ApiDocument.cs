using Microsoft.OpenApi;

namespace GreyActors.Introspection;

/// <summary>Adds to the OpenAPI document what the endpoints' code does not contain: its title, the token, and the metrics.</summary>
internal static class ApiDocument
{
    private const string Token = "token";

    public static Task Complete(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "GreyActors", Version = StatsEndpoints.Version, Description = "docs/introspection.md describes each request." };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Token] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "From the file introspection.token-file. Requests that only read need it only with introspection.require-token.",
        };
        // The exporter's endpoint does not describe itself.
        document.Paths[MetricsEndpoints.Path] = new OpenApiPathItem
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Get] = Metrics() },
        };
        foreach (var path in document.Paths.Values)
        {
            // They exist for every path with GET, and need no description.
            path.Operations?.Remove(HttpMethod.Head);
            path.Operations?.Remove(HttpMethod.Options);
        }

        foreach (var (method, operation) in document.Paths.Values.SelectMany(path => path.Operations ?? []))
        {
            if (method == HttpMethod.Get)
                (operation.Parameters ??= []).Add(OtherMachine());
            else
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Token, document)] = [] }];
        }

        return Task.CompletedTask;
    }

    private static OpenApiParameter OtherMachine() => new()
    {
        Name = MachineSelector.Parameter,
        In = ParameterLocation.Query,
        Description = "In a cluster: the machine that answers, as address:port; without it, the one that is asked.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiOperation Metrics() => new()
    {
        Summary = "Metrics for Prometheus",
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
