using System.Data.Common;
using System.Globalization;
using LinqToDB.Interceptors;

namespace GreyActors.Greylisting;

/// <summary>Sets on each connection what SQLite forgets when one is closed.</summary>
/// <remarks>
/// <c>synchronous = FULL</c>: a commit is on the disk when it returns. The usual NORMAL of a write-ahead log survives
/// <c>kill -9</c>, but loses what was answered in the seconds before a power failure.
/// </remarks>
internal sealed class DurableConnections(TimeSpan lockTimeout) : ConnectionInterceptor
{
    private readonly string _pragmas = string.Create(
        CultureInfo.InvariantCulture, $"PRAGMA synchronous = FULL; PRAGMA busy_timeout = {(long)lockTimeout.TotalMilliseconds}");

    public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = _pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = _pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
