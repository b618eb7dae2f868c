using System.Text;

namespace GreyActors.Core.Greylisting;

/// <summary>A triplet where it lies in memory, its texts in UTF-8: to write or to search many of them without making an object of each.</summary>
public readonly ref struct TripletView(
    ReadOnlySpan<byte> identity, ReadOnlySpan<byte> reversePath, ReadOnlySpan<byte> forwardPath, TripletTimes times)
{
    public ReadOnlySpan<byte> Identity { get; } = identity;

    public ReadOnlySpan<byte> ReversePath { get; } = reversePath;

    public ReadOnlySpan<byte> ForwardPath { get; } = forwardPath;

    public TripletTimes Times { get; } = times;

    /// <summary>The same as objects.</summary>
    public KnownTriplet ToKnown() => new(
        new Triplet(new ClientIdentity(Encoding.UTF8.GetString(Identity)), Encoding.UTF8.GetString(ReversePath), Encoding.UTF8.GetString(ForwardPath)),
        Times);
}
