using System.Text.Json;
using System.Text.Json.Serialization;

namespace GreyActors.Replay;

/// <summary>The JSON of <c>greyactors replay --json</c>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReplayResult))]
internal sealed partial class ReplayJson : JsonSerializerContext;
