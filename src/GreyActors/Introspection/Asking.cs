using Akka.Actor;

namespace GreyActors.Introspection;

/// <summary>Asks actors on behalf of HTTP requests. Only here: an actor never asks another one.</summary>
internal static class Asking
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The answer; null when none came in time, or another one than was hoped for.</summary>
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
