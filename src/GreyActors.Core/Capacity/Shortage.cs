namespace GreyActors.Core.Capacity;

/// <summary>What the process has too little of to serve one more client.</summary>
public enum Shortage
{
    /// <summary>File descriptors.</summary>
    Descriptors,

    /// <summary>Memory of the runtime's heap.</summary>
    Memory,
}
