using Microsoft.Data.Sqlite;

namespace GreyActors.Storage.Sqlite;

/// <summary>The tables of the store.</summary>
internal static class StoreTables
{
    // The first two as Akka.Persistence.Sql 1.5.73 made them for the first release, whose stores are read; a test compares. Four of its
    // indices nobody asks: each cost a page for every partition in every write.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS [journal] (
          [ordering]        INTEGER        NOT NULL PRIMARY KEY AUTOINCREMENT,
          [created]         INTEGER        NOT NULL,
          [deleted]         Bit            NOT NULL,
          [persistence_id]  NVarChar(255)  NOT NULL,
          [sequence_number] INTEGER        NOT NULL,
          [message]         VarBinary      NOT NULL,
          [tags]            NVarChar(100)      NULL,
          [manifest]        NVarChar(500)      NULL,
          [identifier]      INTEGER            NULL,
          [writer_uuid]     NVarChar(128)      NULL
        );
        CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
        DROP INDEX IF EXISTS journal_created_idx;
        DROP INDEX IF EXISTS journal_sequence_number_idx;
        CREATE TABLE IF NOT EXISTS [snapshot] (
          [persistence_id]  NVarChar(255) NOT NULL,
          [sequence_number] INTEGER       NOT NULL,
          [created]         INTEGER       NOT NULL,
          [snapshot]        VarBinary         NULL,
          [manifest]        NVarChar(500)     NULL,
          [serializer_id]   INTEGER           NULL,
          CONSTRAINT [PK_snapshot] PRIMARY KEY ([persistence_id], [sequence_number])
        );
        DROP INDEX IF EXISTS snapshot_sequence_number_idx;
        DROP INDEX IF EXISTS snapshot_created_idx;
        CREATE TABLE IF NOT EXISTS snapshot_part (
          persistence_id  TEXT    NOT NULL,
          sequence_number INTEGER NOT NULL,
          created         INTEGER NOT NULL,
          part            INTEGER NOT NULL,
          bytes           BLOB    NOT NULL,
          PRIMARY KEY (persistence_id, sequence_number, created, part)
        );
        """;

    /// <summary>Makes those that are missing.</summary>
    public static void Make(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Tables;
        command.ExecuteNonQuery();
    }
}
