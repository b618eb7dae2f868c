namespace GreyActors.Configuration;

/// <summary>The operating system allows the process less than the configuration needs at least.</summary>
/// <param name="message">What is missing, how much is needed, and how to get it.</param>
public sealed class CapacityException(string message) : IOException(message);
