namespace GreyActors.Core.Greylisting;

/// <summary>Who writes from where to whom: the key of everything the greylist knows.</summary>
public readonly record struct Triplet(ClientIdentity Identity, string ReversePath, string ForwardPath);

/// <summary>What is known of one triplet, in Unix milliseconds.</summary>
/// <param name="FirstSeen">When its wait began.</param>
/// <param name="LastUsed">When it passed, or was refreshed after that; <see cref="NotPassed"/> while it waits.</param>
public readonly record struct TripletTimes(long FirstSeen, long LastUsed)
{
    /// <summary>The <see cref="LastUsed"/> of a triplet that waits.</summary>
    public const long NotPassed = long.MinValue;

    /// <summary>Whether its wait is over.</summary>
    public bool HasPassed => LastUsed != NotPassed;
}
