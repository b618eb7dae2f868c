using GreyActors.Greylisting;
using Microsoft.Data.Sqlite;
using Xunit;

namespace GreyActors.Tests.Greylisting;

public sealed class DurableConnectionsTests
{
    [Fact]
    public async Task A_commit_is_on_the_disk_and_a_lock_is_waited_for()
    {
        var durable = new DurableConnections(TimeSpan.FromSeconds(5));
        await using var opened = new SqliteConnection("Data Source=:memory:");
        await opened.OpenAsync();
        durable.ConnectionOpened(default, opened);
        await using var openedAsync = new SqliteConnection("Data Source=:memory:");
        await openedAsync.OpenAsync();
        await durable.ConnectionOpenedAsync(default, openedAsync, default);

        foreach (var connection in new[] { opened, openedAsync })
        {
            Assert.Equal(2L, Pragma(connection, "synchronous"));
            Assert.Equal(5000L, Pragma(connection, "busy_timeout"));
        }
    }

    private static object? Pragma(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return command.ExecuteScalar();
    }
}
