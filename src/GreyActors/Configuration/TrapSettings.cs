namespace GreyActors.Configuration;

/// <summary>The keys of spam traps, except the list.</summary>
/// <param name="Lifetime"><c>trap-lifetime</c>.</param>
/// <param name="Stutter"><c>trap-stutter</c>.</param>
public sealed record TrapSettings(TimeSpan Lifetime, bool Stutter)
{
    /// <summary>The settings of a configuration that says nothing about traps.</summary>
    public static TrapSettings Default { get; } = new(TimeSpan.FromHours(24), false);
}
