namespace GreyActors.Configuration;

/// <summary>The operating system allows the process less than the minimum that the configuration needs.</summary>
/// <param name="message">The missing resource, the amount needed, and the remedy.</param>
public sealed class CapacityException(string message) : IOException(message);
