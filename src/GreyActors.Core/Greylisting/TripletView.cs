using System.Text;
using GreyActors.Core.Tables;

namespace GreyActors.Core.Greylisting;

/// <summary>A triplet in place in memory, with texts in UTF-8, for writing or searching many of them without creating objects.</summary>
public readonly ref struct TripletView(
    ReadOnlySpan<byte> identity, ReadOnlySpan<byte> reversePath, ReadOnlySpan<byte> forwardPath, TripletTimes times)
{
    internal TripletView(KeyTexts key, TripletTimes times)
        : this(key.First, key.Second, key.Third, times)
    {
    }

    public ReadOnlySpan<byte> Identity { get; } = identity;

    public ReadOnlySpan<byte> ReversePath { get; } = reversePath;

    public ReadOnlySpan<byte> ForwardPath { get; } = forwardPath;

    public TripletTimes Times { get; } = times;

    /// <summary>Converts it to objects.</summary>
    public KnownTriplet ToKnown() => new(
        new Triplet(new ClientIdentity(Encoding.UTF8.GetString(Identity)), Encoding.UTF8.GetString(ReversePath), Encoding.UTF8.GetString(ForwardPath)),
        Times);
}
