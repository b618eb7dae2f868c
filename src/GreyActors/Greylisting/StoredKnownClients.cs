using System.Globalization;
using GreyActors.Core.Known;

namespace GreyActors.Greylisting;

/// <summary>A partition of the known clients that is read, changed and written while no service uses the store.</summary>
/// <param name="number">The number of the partition.</param>
public sealed class StoredKnownClients(int number) : StoredState(PersistenceIdOf(number))
{
    /// <summary>The known pairs and expected replies.</summary>
    public KnownClientsState State { get; } = new();

    /// <summary>The identifier of partition <paramref name="number"/> in the store.</summary>
    public static string PersistenceIdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"known-clients-partition-{number:00}");

    /// <inheritdoc/>
    public override void Restore(object snapshot) => State.Restore((KnownClientsSnapshot)snapshot);

    /// <inheritdoc/>
    public override void Replay(object happened) => State.Apply((KnownClientsEvent)happened);

    /// <inheritdoc/>
    public override object TakeSnapshot() => State.TakeSnapshot();

    /// <summary>Adds or updates an entry.</summary>
    public void Learn(KnownEntry entry)
    {
        var noted = new KnownClientsEvent.Noted([entry]);
        State.Apply(noted);
        Unwritten = noted;
    }

    private protected override object NoChange() => new KnownClientsEvent.Forgotten([]);
}
