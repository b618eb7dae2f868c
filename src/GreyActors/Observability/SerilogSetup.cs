using Akka.Actor.Setup;

namespace GreyActors.Observability;

/// <summary>Hands the Serilog logger to <see cref="SerilogLogger"/>, which Akka makes itself and without arguments.</summary>
public sealed class SerilogSetup(Serilog.ILogger log) : Setup
{
    /// <summary>Where Akka's log events go.</summary>
    public Serilog.ILogger Log { get; } = log;
}
