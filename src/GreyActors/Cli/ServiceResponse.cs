using System.Text.Json;
using GreyActors.Components;

namespace GreyActors.Cli;

/// <summary>The response of the endpoint.</summary>
/// <param name="Json">The unchanged text.</param>
internal sealed record ServiceResponse(string Json)
{
    /// <summary>Deserializes the response.</summary>
    /// <exception cref="CommandRefusedException">The response has another form.</exception>
    public T As<T>()
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Json, ServiceClient.Options) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new CommandRefusedException(ExitCode.Unavailable, $"the service is not GreyActors of this version: its response contains no {typeof(T).Name}");
        }
    }
}
