using System.Net;
using GreyActors.Core.Traps;

namespace GreyActors.Greylisting;

/// <summary>The trapped clients that are read and written while no service uses the store.</summary>
public sealed class StoredTraps() : StoredState(StoredIdentifier)
{
    /// <summary>The identifier in the store.</summary>
    public const string StoredIdentifier = "traps-partition-00";

    /// <summary>The trapped clients.</summary>
    public TrapState State { get; } = new();

    /// <inheritdoc/>
    public override void Restore(object snapshot) => State.Restore((TrapSnapshot)snapshot);

    /// <inheritdoc/>
    public override void Replay(object happened) => State.Apply((TrapEvent)happened);

    /// <inheritdoc/>
    public override object TakeSnapshot() => State.TakeSnapshot();

    // No client has this address.
    private protected override object NoChange() => new TrapEvent.Released(new IPNetwork(IPAddress.Any, 32));
}
