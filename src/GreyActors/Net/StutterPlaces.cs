using GreyActors.Observability;

namespace GreyActors.Net;

/// <summary>The sessions of all listeners that may stutter at the same time; further ones get normal replies.</summary>
/// <param name="most">The maximum (<c>limits.max-stuttering</c>); read for each session, so that a reload can change it.</param>
public sealed class StutterPlaces(Func<int> most)
{
    private int _taken;

    /// <summary>Takes a place; false if there is none.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= most())
        {
            TrapMeters.CountStuttering();
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>Returns a place.</summary>
    public void Return()
    {
        Interlocked.Decrement(ref _taken);
        TrapMeters.CountStutteringOver();
    }
}
