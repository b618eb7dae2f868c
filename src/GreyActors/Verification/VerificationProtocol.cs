using GreyActors.Core.Smtp;
using GreyActors.Delivery;

namespace GreyActors.Verification;

/// <summary>Asks whether a recipient exists. Reply: <see cref="RecipientVerified"/>.</summary>
/// <param name="ForwardPath">The recipient, as the client gave it.</param>
/// <param name="Network">The network of the client, for its allowance.</param>
public sealed record VerifyRecipient(MailPath ForwardPath, string Network);

/// <summary>What the backend says about a recipient, or said not long ago.</summary>
public sealed record RecipientVerified(VerifyRecipient Question, VerificationOutcome Outcome);

/// <summary>Verifies recipients with these backends from now on.</summary>
/// <param name="Backends">The backends and their settings; a new board means new routes.</param>
/// <param name="ServerName">The name of this server, for EHLO.</param>
public sealed record UseBackends(DeliveryDependencies Backends, string ServerName);
