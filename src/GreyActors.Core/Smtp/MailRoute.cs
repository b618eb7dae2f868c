using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Core.Smtp;

/// <summary>The backends for the mail of some recipients, in order of preference.</summary>
/// <param name="Number">The number of the route; 0 is the one for all domains without a route.</param>
/// <param name="Domains">The normalised domains; may be empty for route 0.</param>
/// <param name="Servers">The names or addresses as configured.</param>
public sealed record MailRoute(int Number, ImmutableArray<string> Domains, ImmutableArray<EndPoint> Servers);
