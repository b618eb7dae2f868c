namespace GreyActors.Components;

/// <summary>The service must not start as it is configured, or with its store as it is: an operator must decide. The message is one sentence for the operator.</summary>
public sealed class StartRefusedException(string message, int exitCode) : Exception(message)
{
    /// <summary>The exit code of the program; see <see cref="Components.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
