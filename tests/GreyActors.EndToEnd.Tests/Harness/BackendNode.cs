using System.Text.Json;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>One backend, as the introspection endpoint shows it.</summary>
public sealed record BackendNode(string Server, string Condition, string? Reason, IReadOnlyList<string> Addresses, int OpenRelays, int Waiting)
{
    /// <summary>Reads the answer of <c>GET /api/servers</c>.</summary>
    public static IReadOnlyList<BackendNode> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("servers").EnumerateArray().Select(Read)];
    }

    /// <summary>Reads from the same answer which addresses the mail of all domains without a route is tried at.</summary>
    public static IReadOnlyList<string> ParseTried(string json)
    {
        using var document = JsonDocument.Parse(json);
        var route = document.RootElement.GetProperty("routes").EnumerateArray().Single(route => route.GetProperty("allOthers").GetBoolean());
        return [.. route.GetProperty("toTry").EnumerateArray().Select(address => address.GetString()!)];
    }

    private static BackendNode Read(JsonElement server) => new(
        server.GetProperty("server").GetString()!,
        server.GetProperty("condition").GetString()!,
        server.GetProperty("reason").GetString(),
        [.. server.GetProperty("addresses").EnumerateArray().Select(address => address.GetString()!)],
        server.GetProperty("openRelays").GetInt32(),
        server.GetProperty("waiting").GetInt32());
}
