
namespace GreyActors.Storage.Sqlite;

/// <summary>The store cannot be used as it is or as it is configured, and an operator must say what to do. The service does not start.</summary>
public sealed class StoreRefusedException(string message, int exitCode) : Exception(message)
{
    /// <summary>With which the program ends; see <see cref="Components.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
