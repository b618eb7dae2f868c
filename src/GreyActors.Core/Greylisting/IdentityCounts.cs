namespace GreyActors.Core.Greylisting;

/// <summary>How often an identity was seen for the first time with a sender and a recipient, and how often that mail came back.</summary>
/// <param name="Sightings">First sightings that are at least a day old.</param>
/// <param name="CameBack">The number of these whose triplet has passed.</param>
public readonly record struct IdentityCounts(int Sightings, int CameBack)
{
    /// <summary>The number of sightings below which an identity always counts.</summary>
    public const int LeastSightings = 20;

    /// <summary>Whether the greylist ignores the identity: fewer than half of its first sightings came back.</summary>
    public bool IsIgnored => Sightings >= LeastSightings && CameBack < Sightings - CameBack;

    /// <summary>Adds counts.</summary>
    public static IdentityCounts operator +(IdentityCounts one, IdentityCounts other) => new(one.Sightings + other.Sightings, one.CameBack + other.CameBack);

    /// <summary>Subtracts counts.</summary>
    public static IdentityCounts operator -(IdentityCounts one, IdentityCounts other) => new(one.Sightings - other.Sightings, one.CameBack - other.CameBack);
}

/// <summary>An identity and its counts.</summary>
public readonly record struct CountedIdentity(ClientIdentity Identity, IdentityCounts Counts);
