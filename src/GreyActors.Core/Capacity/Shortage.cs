namespace GreyActors.Core.Capacity;

/// <summary>The resource that is too scarce to serve another client.</summary>
public enum Shortage
{
    /// <summary>File descriptors.</summary>
    Descriptors,

    /// <summary>Memory of the runtime's heap.</summary>
    Memory,
}
