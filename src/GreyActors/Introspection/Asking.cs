using Akka.Actor;

namespace GreyActors.Introspection;

/// <summary>Sends questions of HTTP requests to actors and awaits the answers. Only HTTP requests do this: an actor never asks another one.</summary>
internal static class Asking
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The answer; null if none comes in time, or one of another type.</summary>
    public static async Task<T?> AskInTime<T>(this ICanTell actor, object question, CancellationToken cancelled, TimeSpan? patience = null)
        where T : class
    {
        try
        {
            return await actor.Ask<object>(question, patience ?? Patience, cancelled) as T;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
