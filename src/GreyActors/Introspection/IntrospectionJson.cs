using System.Text.Json;
using System.Text.Json.Serialization;
using GreyActors.Core.Outcome;
using GreyActors.Delivery;
using Microsoft.AspNetCore.Mvc;

namespace GreyActors.Introspection;

/// <summary>The JSON format of the introspection endpoint: names in camelCase, enumerated values in lower case with hyphens.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ActorTree))]
[JsonSerializable(typeof(BackendsView))]
[JsonSerializable(typeof(ShownCluster))]
[JsonSerializable(typeof(ReadinessAnswer))]
[JsonSerializable(typeof(ShownTriplets))]
[JsonSerializable(typeof(ShownChange))]
[JsonSerializable(typeof(AllowRequest))]
[JsonSerializable(typeof(ShownKnownPage))]
[JsonSerializable(typeof(ShownKnownChange))]
[JsonSerializable(typeof(AllowKnownRequest))]
[JsonSerializable(typeof(ShownTrapPage))]
[JsonSerializable(typeof(ShownRelease))]
[JsonSerializable(typeof(LearnRequest))]
[JsonSerializable(typeof(ShownLearned))]
[JsonSerializable(typeof(SessionPage))]
[JsonSerializable(typeof(ShownDecisions))]
[JsonSerializable(typeof(OutcomeReport))]
[JsonSerializable(typeof(ShownRules))]
[JsonSerializable(typeof(MailExplanation))]
[JsonSerializable(typeof(ShownConfiguration))]
[JsonSerializable(typeof(ShownReload))]
[JsonSerializable(typeof(Stats))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class IntrospectionJson : JsonSerializerContext
{
    // A tree of actors is nested more deeply than the default allows.
    private const int MaxDepth = 256;

    /// <summary>Sets the options of the endpoint.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.MaxDepth = MaxDepth;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        options.TypeInfoResolverChain.Insert(0, Default);
    }
}
