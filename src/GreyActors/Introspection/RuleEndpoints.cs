namespace GreyActors.Introspection;

/// <summary><c>/api/rules</c>: the rules that decide about recipients, in words.</summary>
internal static class RuleEndpoints
{
    public static void MapRules(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/rules", (IntrospectionDependencies parts) => TypedResults.Ok(ShownRules.Of(parts.JudgeRules)))
            .WithSummary("The rules that decide about recipients, in words");
}
