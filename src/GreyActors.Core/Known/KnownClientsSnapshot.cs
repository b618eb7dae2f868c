using GreyActors.Core.Tables;

namespace GreyActors.Core.Known;

/// <summary>The known clients of a partition at one moment. Later events do not change it, and any thread may read it.</summary>
public sealed class KnownClientsSnapshot
{
    internal KnownClientsSnapshot(PackedTable<KnownTimes>[] segments) => Segments = segments;

    /// <summary>The number of entries.</summary>
    public int Count => Segments.Sum(segment => segment.Count);

    internal IReadOnlyList<PackedTable<KnownTimes>> Segments { get; }

    /// <summary>Visits each entry in place, without copying it.</summary>
    public void Visit(KnownVisitor visitor)
    {
        foreach (var segment in Segments)
        {
            for (var place = 0; place < segment.Places; place++)
            {
                if (segment.ValueAt(place) is { } times)
                    visitor(new KnownView(PackedKey.Read(segment.KeyAt(place)), times));
            }
        }
    }
}

/// <summary>Visits an entry. The view is valid only during the call.</summary>
public delegate void KnownVisitor(KnownView known);
