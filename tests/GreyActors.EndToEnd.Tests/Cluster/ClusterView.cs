using System.Text.Json;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>The cluster as one machine sees it: its answer at <c>/api/cluster</c>.</summary>
/// <param name="Machines">The machines that are up and reachable, in order.</param>
/// <param name="Others">The number of machines in any other state.</param>
/// <param name="Places">The machine of each partition that judges.</param>
public sealed record ClusterView(IReadOnlyList<string> Machines, int Others, IReadOnlyDictionary<string, string> Places)
{
    /// <summary>Asks a machine; null while it does not answer.</summary>
    public static async Task<ClusterView?> Of(ClusterMachine machine)
    {
        try
        {
            using var json = JsonDocument.Parse(await machine.Program.Get("/api/cluster"));
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or TaskCanceledException or JsonException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether two machines see the same machines, all of them up, and the same places of all partitions.</summary>
    public bool IsWhole(int machines, ClusterView other) =>
        Others == 0 && Machines.Count == machines && Machines.SequenceEqual(other.Machines)
        && Places.Count == other.Places.Count && Places.All(place => other.Places.GetValueOrDefault(place.Key) == place.Value);

    private static ClusterView Read(JsonElement root)
    {
        var machines = root.GetProperty("machines").EnumerateArray().ToLookup(
            machine => machine.GetProperty("state").GetString() == "up" && machine.GetProperty("isReachable").GetBoolean(),
            machine => machine.GetProperty("machine").GetString()!);
        return new ClusterView(
            [.. machines[true].Order(StringComparer.Ordinal)],
            machines[false].Count(),
            root.GetProperty("partitions").EnumerateArray()
                .Where(partition => partition.GetProperty("condition").GetString() == "judging")
                .ToDictionary(partition => $"{partition.GetProperty("state")} {partition.GetProperty("number")}", partition => $"{partition.GetProperty("machine")}"));
    }
}
