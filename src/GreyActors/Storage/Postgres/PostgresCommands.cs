using Npgsql;

namespace GreyActors.Storage.Postgres;

/// <summary>Short forms of commands. Parameters are <c>$1</c>, <c>$2</c> and so on. All of them block.</summary>
internal static class PostgresCommands
{
    /// <summary>A command with its parameters.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    /// <summary>Executes a command.</summary>
    public static void Execute(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Command(sql, values);
        command.ExecuteNonQuery();
    }

    /// <summary>The first value of the first row; null if there is none.</summary>
    public static object? Scalar(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>Whether the schema in which the tables are created has a table.</summary>
    public static bool HasTable(this NpgsqlConnection connection, string name) =>
        connection.Scalar("SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1)", name) is true;
}
