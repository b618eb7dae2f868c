namespace GreyActors.Greylisting;

/// <summary>The store cannot be used as it is or as it is configured, and an operator must say what to do. The service does not start.</summary>
public sealed class StoreRefusedException(string message, int exitCode) : Exception(message)
{
    /// <summary>With which the program ends; see <see cref="GreyActors.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
