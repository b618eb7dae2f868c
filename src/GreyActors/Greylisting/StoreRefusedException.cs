namespace GreyActors.Greylisting;

/// <summary>The store must not be used as it is or as it is configured: the service does not start, and an operator must decide.</summary>
public sealed class StoreRefusedException(string message, int exitCode) : Exception(message)
{
    /// <summary>The exit code of the program; see <see cref="Components.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
