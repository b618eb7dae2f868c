using System.Text.Json;
using System.Text.Json.Serialization;

namespace GreyActors.Cli;

/// <summary>The JSON that commands produce themselves.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(LearnSummary))]
internal sealed partial class CliJson : JsonSerializerContext;
