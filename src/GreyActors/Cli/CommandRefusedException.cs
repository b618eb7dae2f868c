
namespace GreyActors.Cli;

/// <summary>A command cannot do what it was asked for; the message says why, and goes to standard error.</summary>
internal sealed class CommandRefusedException(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="Components.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
