using System.Net.Sockets;
using Npgsql;

namespace GreyActors.Storage.Postgres;

/// <summary>The reason for a failure of PostgreSQL in words: it continues a sentence after a colon, and tells the operator what to do.</summary>
internal static class PostgresProblem
{
    /// <summary>Whether an exception comes from PostgreSQL or from the way to it; any other is a bug.</summary>
    public static bool Is(Exception problem) => problem is NpgsqlException or TimeoutException or SocketException or IOException or OperationCanceledException;

    /// <summary>The reason.</summary>
    public static string Describe(Exception problem, PostgresDatabase database) => problem switch
    {
        PostgresException refused => Describe(refused, database),
        { InnerException: PostgresException refused } => Describe(refused, database),
        SocketException or { InnerException: SocketException } => $"the server cannot be reached: {(problem as SocketException ?? problem.InnerException)!.Message}",
        TimeoutException or { InnerException: TimeoutException } or OperationCanceledException => "the server did not answer in time",
        { InnerException: EndOfStreamException } => "the server closed the connection",
        { InnerException: { } inner } => $"{problem.Message}: {inner.Message}",
        _ => problem.Message,
    };

    private static string Describe(PostgresException refused, PostgresDatabase database) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => $"the password of the user {database.User} is wrong (store.password-file), or the user does not exist",
        PostgresErrorCodes.InvalidAuthorizationSpecification => $"the server does not accept the user {database.User}: {refused.MessageText}",
        PostgresErrorCodes.InvalidCatalogName => $"{refused.MessageText}: create it, and make {database.User} its owner",
        PostgresErrorCodes.InsufficientPrivilege => $"the user {database.User} lacks a right: {refused.MessageText}",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"the database is read-only, perhaps a standby server: {refused.MessageText}",
        PostgresErrorCodes.DiskFull => $"the disk of the server is full: {refused.MessageText}",
        PostgresErrorCodes.CannotConnectNow => $"the server starts or stops: {refused.MessageText}",
        PostgresErrorCodes.TooManyConnections => $"the server has no free connection (max_connections): {refused.MessageText}",
        _ => $"{refused.MessageText} (SQLSTATE {refused.SqlState})",
    };
}
