using GreyActors.Configuration;

namespace GreyActors.Hosting;

/// <summary>Tells the <see cref="GreylistServer"/> to go by another configuration; answered with <see cref="ConfigurationServed"/>.</summary>
/// <param name="Next">Whole, with everything that is made of it. Addresses of listeners are those that are listened on.</param>
public sealed record ServeConfiguration(RunningConfiguration Next);

/// <summary>The configuration is in force; or not, because the service goes down.</summary>
public sealed record ConfigurationServed(bool IsActive);
