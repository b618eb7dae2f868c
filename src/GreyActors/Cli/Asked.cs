using System.CommandLine;

namespace GreyActors.Cli;

/// <summary>What a command that asks the service works with.</summary>
/// <param name="Given">The command line.</param>
/// <param name="WantsJson">A script reads the answer.</param>
internal sealed record Asked(ParseResult Given, ServiceClient Service, Screen Screen, bool WantsJson, CancellationToken Cancelled);
