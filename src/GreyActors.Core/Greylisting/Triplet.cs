namespace GreyActors.Core.Greylisting;

/// <summary>Client identity, sender and recipient: the key of the greylist.</summary>
public readonly record struct Triplet(ClientIdentity Identity, string ReversePath, string ForwardPath);

/// <summary>The times of one triplet, in Unix milliseconds.</summary>
/// <param name="FirstSeen">When its wait began.</param>
/// <param name="LastUsed">When it passed or was last used; <see cref="NotPassed"/> while it waits.</param>
public readonly record struct TripletTimes(long FirstSeen, long LastUsed)
{
    /// <summary>The <see cref="LastUsed"/> of a waiting triplet.</summary>
    public const long NotPassed = long.MinValue;

    /// <summary>Whether it has passed.</summary>
    public bool HasPassed => LastUsed != NotPassed;
}
