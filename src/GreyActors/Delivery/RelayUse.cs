namespace GreyActors.Delivery;

/// <summary>The connections to the backend that the next mail of a domain goes to, and the recipients that wait for one.</summary>
/// <param name="Server">The configured <c>host:port</c>.</param>
/// <param name="OpenRelays">The current number of relays.</param>
/// <param name="MaxRelays">relay.max-connections.</param>
/// <param name="Waiting">The current number of waiting recipients.</param>
/// <param name="MaxWaitSeconds">relay.max-wait.</param>
public sealed record RelayUse(string Server, int OpenRelays, int MaxRelays, int Waiting, double MaxWaitSeconds);
