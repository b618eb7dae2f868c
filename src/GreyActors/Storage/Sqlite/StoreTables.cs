using Microsoft.Data.Sqlite;

namespace GreyActors.Storage.Sqlite;

/// <summary>The tables of the store.</summary>
internal static class StoreTables
{
    /// <summary>The name in greylist_store of the version of the sender keys. Stores of the first release do not have it.</summary>
    public const string SenderFolding = "sender-folding";

    /// <summary>The name in greylist_store of the source of an unfinished copy.</summary>
    public const string UnfinishedCopy = "unfinished-copy";

    // Akka.Persistence.Sql 1.5.73 created the first two tables for the first release, whose stores must be readable; a test compares them. No query uses
    // four of its indices: each cost a page per partition in every write.
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

    /// <summary>Creates missing tables.</summary>
    public static void Create(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Tables;
        command.ExecuteNonQuery();
    }
}
