using System.Buffers.Binary;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using GreyActors.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace GreyActors.Tests.Storage.Sqlite;

/// <summary>A store that has a page of each kind: interior and leaf pages of tables and indices, overflow pages, free pages.</summary>
internal static class StoreOfAllPages
{
    public const string Partition = "greylist-partition-00";
    public const int Events = 400;
    public const int PageSize = 4096;

    /// <summary>Creates the store, closes it properly, and leaves its lock file with a record of it.</summary>
    public static void Make(StoreFolder folder)
    {
        var path = folder["greylist.db"];
        using (var held = StoreLock.Take(path))
            StoreFile.Prepare(folder.Settings("greylist.db"), TimeProvider.System, held);
        var noted = new GreylistEvent.AttemptNoted([new ClientIdentity("192.0.2.0/24")], "ann@example.org", "bob@example.com", 1772366400000);
        using (var writer = new StoreWriter(path))
        {
            var events = Enumerable.Range(1, Events).Select(number => new StoredEvent(Partition, number, GreylistSerializer.StoredIdentifier, GreylistFormat.ManifestOf(noted), GreylistFormat.Write(noted)));
            writer.Store([.. events], CancellationToken.None).GetAwaiter().GetResult();
        }

        // A row that needs overflow pages, and free pages.
        Run(path, "CREATE TABLE wide (bytes); INSERT INTO wide VALUES (replace(hex(zeroblob(10000)), '0', 'w')); CREATE TABLE short_lived AS SELECT * FROM journal; DROP TABLE short_lived; PRAGMA wal_checkpoint(TRUNCATE)");
        SqliteConnection.ClearAllPools();
    }

    /// <summary>The files of the store as a kill during a write leaves them.</summary>
    public static Killed KilledWhileWriting(StoreFolder folder) => new(folder["greylist.db"]);

    /// <summary>A page of a type, which is in its first byte (https://www.sqlite.org/fileformat2.html, section 1.6).</summary>
    public static int PageOf(string path, string kind)
    {
        var file = File.ReadAllBytes(path);
        // The start of the list of free pages, from the header.
        return kind == "FreeList"
            ? (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(32))
            : Enumerable.Range(2, (file.Length / PageSize) - 1).First(page => IsOf(kind, file.AsSpan((page - 1) * PageSize, PageSize)));
    }

    private static bool IsOf(string kind, ReadOnlySpan<byte> page) => kind switch
    {
        "Interior" => page[0] == 5,
        "Leaf" => page[0] == 13 && page.IndexOf("greylist-partition-"u8) >= 0,
        "IndexLeaf" => page[0] == 10 && page.IndexOf("greylist-partition-"u8) >= 0,
        "Overflow" => !page[4..].ContainsAnyExcept((byte)'w'),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind of page"),
    };

    public static object? Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>An open store with writes: its files are copied, and the copies replace the store when it is closed.</summary>
    public sealed class Killed : IDisposable
    {
        private readonly string _path;
        private readonly string _aside;
        private readonly SqliteConnection _connection;

        public Killed(string path)
        {
            _path = path;
            _aside = Directory.CreateDirectory($"{path}.killed").FullName;
            _connection = new SqliteConnection($"Data Source={path};Pooling=False");
            _connection.Open();
            using var command = _connection.CreateCommand();
            command.CommandText = "INSERT OR REPLACE INTO greylist_store VALUES ('proven', '1'); UPDATE journal SET created = created + 1";
            command.ExecuteNonQuery();
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!, "greylist.db*"))
                File.Copy(file, Path.Combine(_aside, Path.GetFileName(file)));
        }

        /// <summary>One of the copies.</summary>
        public string Copy(string suffix) => Path.Combine(_aside, Path.GetFileName(_path) + suffix);

        public void Dispose()
        {
            _connection.Dispose();
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_path)!, "greylist.db*"))
                File.Delete(file);
            foreach (var file in Directory.GetFiles(_aside))
                File.Move(file, Path.Combine(Path.GetDirectoryName(_path)!, Path.GetFileName(file)));
            Directory.Delete(_aside);
        }
    }
}
