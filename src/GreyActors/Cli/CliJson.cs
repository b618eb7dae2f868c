using System.Text.Json;
using System.Text.Json.Serialization;

namespace GreyActors.Cli;

/// <summary>What commands say in JSON that is not the endpoint's own.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Report))]
internal sealed partial class CliJson : JsonSerializerContext;
