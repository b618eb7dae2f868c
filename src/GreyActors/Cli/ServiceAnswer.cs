using System.Text.Json;
using GreyActors.Components;

namespace GreyActors.Cli;

/// <summary>What the endpoint answered.</summary>
/// <param name="Json">As it came.</param>
internal sealed record ServiceAnswer(string Json)
{
    /// <summary>What it says.</summary>
    /// <exception cref="CommandRefusedException">It is not that.</exception>
    public T As<T>()
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Json, ServiceClient.Options) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new CommandRefusedException(ExitCode.Unavailable, $"what answers is no GreyActors of this version: no {typeof(T).Name} in its answer");
        }
    }
}
