using Akka.Actor.Setup;

namespace GreyActors.Storage.Postgres;

/// <summary>Gives the journal of an actor system its database.</summary>
internal sealed class PostgresSetup(PostgresDatabase database) : Setup
{
    /// <summary>The database.</summary>
    public PostgresDatabase Database { get; } = database;
}
