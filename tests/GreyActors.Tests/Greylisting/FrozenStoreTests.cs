using GreyActors.Core.Greylisting;
using Microsoft.Data.Sqlite;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Greylisting;

/// <summary>Stores that earlier releases have written are read for ever. The files under <c>stores</c> are never made again.</summary>
public sealed class FrozenStoreTests
{
    // Written by the first release: a triplet that passed, 1010 clients of one conversation (a snapshot after 1000), two that wait.
    private static readonly string FirstRelease = Path.Combine(AppContext.BaseDirectory, "Greylisting", "stores", "first-release.db");
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
    public void The_tables_of_a_store_that_is_made_anew_are_those_that_the_journal_makes()
    {
        using var anew = new SqliteConnection("Data Source=:memory:");
        anew.Open();
        GreyActors.Greylisting.StoreTables.Make(anew);
        using var frozen = new SqliteConnection($"Data Source={FirstRelease};Mode=ReadOnly;Pooling=False");
        frozen.Open();
        Assert.Equal(Layout(frozen), Layout(anew));
    }

    private static List<string> Layout(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk FROM sqlite_master t, pragma_table_info(t.name) c
              WHERE t.type = 'table' AND t.name IN ('journal', 'snapshot')
            UNION ALL SELECT name || ' on ' || tbl_name FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('journal', 'snapshot')
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
