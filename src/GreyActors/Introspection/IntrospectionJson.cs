using System.Text.Json;
using System.Text.Json.Serialization;

namespace GreyActors.Introspection;

/// <summary>How the introspection endpoint writes JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, MaxDepth = 256)]
[JsonSerializable(typeof(ActorTree))]
[JsonSerializable(typeof(RealMailServersView))]
internal sealed partial class IntrospectionJson : JsonSerializerContext;
