using GreyActors.Core.Greylisting;
using Microsoft.Data.Sqlite;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Storage.Sqlite;

/// <summary>Stores of earlier releases must always be readable. The files under <c>stores</c> are never created again.</summary>
public sealed class FrozenStoreTests
{
    // Written by the first release: a passed triplet, 1010 clients of one conversation (a snapshot after 1000), two waiting triplets.
    private static readonly string FirstRelease = Path.Combine(AppContext.BaseDirectory, "Storage", "Sqlite", "stores", "first-release.db");
    private static readonly DateTimeOffset JustAfter = new(2026, 11, 22, 20, 6, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_store_of_the_first_release_is_read_with_its_events_and_its_snapshot()
    {
        await using var lab = Over(FirstRelease, JustAfter);
        for (var start = 0; start < 2; start++)
        {
            Assert.Equal(VerdictReason.KnownTriplet, await lab.Reason(AttemptOf("127.0.0.0/24", "ann@example.org", "passed@example.com")));
            Assert.Equal(VerdictReason.StillWaiting, await lab.Reason(AttemptOf("127.9.9.0/24", "ann@example.org", "waiting@example.com")));
            Assert.Equal(VerdictReason.StillWaiting, await lab.Reason(AttemptOf("127.9.9.0/24", "", "null@example.com")));
            for (var i = 0; i < 250; i++)
                Assert.Equal(VerdictReason.StillWaiting, await lab.Reason(AttemptOf($"127.1.{i}.0/24", "list@example.org", "many@example.com")));
            Assert.Equal(VerdictReason.StillWaiting, await lab.Reason(AttemptOf("127.6.9.0/24", "list@example.org", "many@example.com")));
            Assert.Equal(VerdictReason.NeverSeen, await lab.Reason(AttemptOf($"192.0.{start}.0/24", "list@example.org", "many@example.com")));
            await lab.Restart();
        }
    }

    [Fact]
    public void A_store_of_the_first_release_has_the_tables_of_a_new_store()
    {
        using var folder = new StoreFolder();
        File.Copy(FirstRelease, folder["old.db"]);
        folder.Prepare("old.db");
        folder.Prepare("new.db");
        Assert.Equal(Layout(folder["new.db"]), Layout(folder["old.db"]));
        // All tables of the first release are there; only unused indices are missing.
        Assert.Subset(Layout(folder["new.db"]).ToHashSet(), Layout(FirstRelease).Where(line => !line.Contains("_idx on ", StringComparison.Ordinal)).ToHashSet());
    }

    private static List<string> Layout(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return Layout(connection);
    }

    private static List<string> Layout(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk FROM sqlite_master t, pragma_table_info(t.name) c
              WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
            UNION ALL SELECT name || ' on ' || tbl_name FROM sqlite_master WHERE type = 'index'
            ORDER BY 1
            """;
        using var rows = command.ExecuteReader();
        var layout = new List<string>();
        while (rows.Read())
            layout.Add(rows.GetString(0));
        Assert.NotEmpty(layout);
        return layout;
    }
}
