namespace GreyActors.Introspection;

/// <summary>A state of the service that an operator should end.</summary>
/// <param name="Name">Its name, stable for monitoring: that of a failed check, or <c>backends</c>, <c>reload</c>, <c>restart</c> or <c>certificate</c>.</param>
/// <param name="Why">The state in words, for people.</param>
public sealed record ServiceProblem(string Name, string Why);
