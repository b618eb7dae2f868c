
namespace GreyActors.Cli;

/// <summary>A command failed. The message, which goes to standard error, has the reason.</summary>
internal sealed class CommandRefusedException(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="Components.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
