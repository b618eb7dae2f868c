namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>Configurations with the store in a <see cref="PrivatePostgres"/>.</summary>
public static class PostgresConfiguration
{
    /// <summary>The same with the store in PostgreSQL.</summary>
    public static GreyActorsConfiguration On(this GreyActorsConfiguration configuration, PrivatePostgres postgres) => configuration
        .With("store.provider", "postgresql")
        .With("store.connection", $"\"{postgres.ConnectionString}\"")
        .With("store.password-file", $"\"{postgres.PasswordFile}\"");
}
