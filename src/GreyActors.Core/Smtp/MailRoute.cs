using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Core.Smtp;

/// <summary>Where the mail of some recipients goes: the backends that take it, the first of them first.</summary>
/// <param name="Number">Its place among all routes; 0 is the one for all domains that have none of their own.</param>
/// <param name="Domains">Whose mail it is, in one form each; empty for route 0, which may have some that are written out, too.</param>
/// <param name="Servers">As configured: names or addresses.</param>
public sealed record MailRoute(int Number, ImmutableArray<string> Domains, ImmutableArray<DnsEndPoint> Servers);
