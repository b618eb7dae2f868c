namespace GreyActors.Cluster.Messages;

/// <summary>Replaces a message of another machine that this release cannot read: a later release sent it, or its bytes are damaged. Every actor ignores it.</summary>
/// <param name="Manifest">The manifest of the message.</param>
internal sealed record UnknownMessage(string Manifest);
