using Akka.Actor;

namespace GreyActors.Cluster.Forwarding;

/// <summary>Asks the <see cref="IntrospectionExchange"/> of this machine to get an answer from another one.</summary>
/// <param name="Machine">The address of the other machine.</param>
/// <param name="Request">The request.</param>
/// <param name="Answer">Gets the answer.</param>
public sealed record Forward(Address Machine, IntrospectionRequest Request, ForwardedAnswer Answer);

/// <summary>Tells the <see cref="IntrospectionExchange"/> that the reader of an answer has gone.</summary>
/// <param name="Number">The number of the request.</param>
public sealed record StopForwarding(long Number);
