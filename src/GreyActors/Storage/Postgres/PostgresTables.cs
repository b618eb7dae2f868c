using System.Globalization;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using Npgsql;

namespace GreyActors.Storage.Postgres;

/// <summary>The tables of the store in PostgreSQL, and their layout.</summary>
internal static class PostgresTables
{
    /// <summary>The name of the version of the sender keys in greyactors_meta.</summary>
    public const string SenderFolding = "sender-folding";

    /// <summary>The name of the source of an unfinished copy in greyactors_meta.</summary>
    public const string UnfinishedCopy = "unfinished-copy";

    private const string Layout = "layout";
    private const string Partitions = "partitions";

    // A layout that an older release cannot use gets a higher number.
    private const int Current = 1;

    // The columns are those of Akka.Persistence.Sql 1.5.73. It would create two more indices, and a primary key for "ordering", that no query uses: each
    // costs a part of every write. The unique constraint is the fence between two machines that own a partition at the same time. Rows are deleted as fast as
    // they are added, so the tables are vacuumed early.
    private const string Sql = """
        CREATE TABLE journal (
          ordering        bigserial    NOT NULL,
          created         bigint       NOT NULL,
          deleted         boolean      NOT NULL,
          persistence_id  varchar(255) NOT NULL,
          sequence_number bigint       NOT NULL,
          message         bytea        NOT NULL,
          tags            varchar(100),
          manifest        varchar(500),
          identifier      integer,
          writer_uuid     varchar(128),
          CONSTRAINT journal_uq PRIMARY KEY (persistence_id, sequence_number)
        ) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.2);
        CREATE TABLE snapshot (
          persistence_id  varchar(255) NOT NULL,
          sequence_number bigint       NOT NULL,
          created         bigint       NOT NULL,
          snapshot        bytea,
          manifest        varchar(500),
          serializer_id   integer,
          CONSTRAINT snapshot_pk PRIMARY KEY (persistence_id, sequence_number)
        );
        CREATE TABLE greyactors_meta (name text PRIMARY KEY, value text NOT NULL);
        """;

    /// <summary>Creates or migrates the tables, and compares the layout.</summary>
    /// <exception cref="StartRefusedException">The tables have another number of partitions, or were changed by a later release, or belong to another program.</exception>
    /// <exception cref="NpgsqlException">The server refuses it.</exception>
    public static void LayOut(NpgsqlConnection connection, int partitions, string name)
    {
        using (var transaction = connection.BeginTransaction())
        {
            // Of machines that start at the same time, one creates the tables.
            connection.Execute($"SELECT pg_advisory_xact_lock({PostgresLock.LayoutKey}, hashtext(current_schema()))");
            if (!connection.HasTable("greyactors_meta"))
                Create(connection, partitions, name);
            transaction.Commit();
        }

        if (Number(connection, Layout) is var layout && layout != Current)
        {
            throw new StartRefusedException(
                $"The greylist store {name} was changed by a later release: its layout is {layout}, and this release knows {Current}. Use that release, or another database",
                ExitCode.Unavailable);
        }

        if (Number(connection, Partitions) is var made && made != partitions)
        {
            throw new StartRefusedException(
                $"The greylist store {name} was made with {made} partitions, and store.partitions is {partitions}: set it to {made}, or begin with an empty database",
                ExitCode.Config);
        }
    }

    /// <summary>The version of the sender keys.</summary>
    public static int SenderFoldingOf(NpgsqlConnection connection) => Number(connection, SenderFolding) ?? 1;

    /// <summary>Records the version of the sender keys.</summary>
    public static void KeepSenderFolding(NpgsqlConnection connection, int version) => Keep(connection, SenderFolding, version);

    /// <summary>A value of greyactors_meta; null if there is none.</summary>
    public static string? ValueOf(NpgsqlConnection connection, string name) => connection.Scalar("SELECT value FROM greyactors_meta WHERE name = $1", name) as string;

    /// <summary>Writes, or with null deletes, a value of greyactors_meta.</summary>
    public static void Keep(NpgsqlConnection connection, string name, string? value)
    {
        if (value is null)
            connection.Execute("DELETE FROM greyactors_meta WHERE name = $1", name);
        else
            connection.Execute("INSERT INTO greyactors_meta VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);
    }

    private static int? Number(NpgsqlConnection connection, string name) =>
        int.TryParse(ValueOf(connection, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void Keep(NpgsqlConnection connection, string name, int value) => Keep(connection, name, value.ToString(CultureInfo.InvariantCulture));

    private static void Create(NpgsqlConnection connection, int partitions, string name)
    {
        if (connection.HasTable("journal") || connection.HasTable("snapshot"))
        {
            throw new StartRefusedException(
                $"The database {name} has a table `journal` or `snapshot` of another program and was not changed: set another database in store.connection",
                ExitCode.Unavailable);
        }

        connection.Execute(Sql);
        Keep(connection, Layout, Current);
        Keep(connection, Partitions, partitions);
        Keep(connection, SenderFolding, SenderNormaliser.Version);
    }
}
