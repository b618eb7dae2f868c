using GreyActors.Core.Greylisting;
using Microsoft.Data.Sqlite;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Storage.Sqlite;

/// <summary>Stores that earlier releases have written are read for ever. The files under <c>stores</c> are never made again.</summary>
public sealed class FrozenStoreTests
{
    // Written by the first release: a triplet that passed, 1010 clients of one conversation (a snapshot after 1000), two that wait.
    private static readonly string FirstRelease = Path.Combine(AppContext.BaseDirectory, "Storage", "Sqlite", "stores", "first-release.db");
    private static readonly DateTimeOffset JustAfter = new(2026, 11, 22, 20, 6, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_store_of_the_first_release_is_known_with_its_events_and_its_snapshot()
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
    public void A_store_of_the_first_release_is_laid_out_as_one_that_is_made_today()
    {
        using var folder = new StoreFolder();
        File.Copy(FirstRelease, folder["old.db"]);
        folder.Prepare("old.db");
        folder.Prepare("new.db");
        Assert.Equal(Layout(folder["new.db"]), Layout(folder["old.db"]));
        // What the first release has made is all still there; only indices that nobody asks have gone.
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
