using GreyActors.Configuration;

namespace GreyActors.Hosting;

/// <summary>Makes the <see cref="GreylistServer"/> apply another configuration. Reply: <see cref="ConfigurationServed"/>.</summary>
/// <param name="Next">The new configuration, with everything built from it. The addresses of the listeners have not changed.</param>
public sealed record ServeConfiguration(RunningConfiguration Next);

/// <summary>Whether the configuration is active; false if the service is shutting down.</summary>
public sealed record ConfigurationServed(bool IsActive);
