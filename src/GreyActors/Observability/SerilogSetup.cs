using Akka.Actor.Setup;

namespace GreyActors.Observability;

/// <summary>Passes the Serilog logger to <see cref="SerilogLogger"/>, which Akka creates without arguments.</summary>
public sealed class SerilogSetup(Serilog.ILogger log) : Setup
{
    /// <summary>The target of Akka's log events.</summary>
    public Serilog.ILogger Log { get; } = log;
}
