using System.CommandLine;

namespace GreyActors.Cli;

/// <summary>The arguments, the service and the output of one command that queries the service.</summary>
/// <param name="Arguments">The parsed command line.</param>
/// <param name="WantsJson">Whether to print JSON, for scripts.</param>
internal sealed record CommandContext(ParseResult Arguments, ServiceClient Service, Screen Screen, bool WantsJson, CancellationToken Cancellation);
