using GreyActors.Configuration;
using GreyActors.Storage.Postgres;
using GreyActors.Tests.Storage.Sqlite;
using Npgsql;
using Xunit;

namespace GreyActors.Tests.Storage.Postgres;

public sealed class PostgresDatabaseTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_connection_has_short_limits_and_the_password_of_the_file()
    {
        File.WriteAllText(_folder["password"], "se;cret 'x'\n");
        var database = PostgresDatabase.Of(Settings("Host=db;Port=5433;Database=grey;Username=ann", _folder["password"]));
        var events = new NpgsqlConnectionStringBuilder(database.ForEvents);
        Assert.Equal("se;cret 'x'", events.Password);
        Assert.Equal((3, 3, 1000, 12, 0), (events.Timeout, events.CommandTimeout, events.CancellationTimeout, events.MaxPoolSize, events.KeepAlive));
        Assert.True(events.TcpKeepAlive);
        Assert.Contains("tcp_keepalives_idle", events.Options, StringComparison.Ordinal);
        Assert.Equal(20, new NpgsqlConnectionStringBuilder(database.ForSnapshots).CommandTimeout);
        Assert.Equal(("postgresql://db:5433/grey", "ann"), (database.Name, database.User));
    }

    [Fact]
    public void Limits_of_the_operator_stay()
    {
        var database = PostgresDatabase.Of(Settings("Host=db;Database=grey;Username=ann;Timeout=7;Command Timeout=40;Maximum Pool Size=5;Keepalive=9;Options=-c x=1;Application Name=mx1", ""));
        var events = new NpgsqlConnectionStringBuilder(database.ForEvents);
        Assert.Equal((7, 40, 5, 9, "-c x=1", "mx1"), (events.Timeout, events.CommandTimeout, events.MaxPoolSize, events.KeepAlive, events.Options, events.ApplicationName));
        Assert.Equal(40, new NpgsqlConnectionStringBuilder(database.ForSnapshots).CommandTimeout);
        Assert.Null(events.Password);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("\n", "it is empty")]
    [InlineData("one\ntwo\n", "it has several lines")]
    [InlineData("one\n\n", "it has several lines")]
    public void A_file_without_a_password_is_refused_without_its_content(string content, string why)
    {
        File.WriteAllText(_folder["password"], content);
        var refused = Assert.Throws<IOException>(() => PostgresDatabase.Of(Settings("Host=db;Database=grey;Username=ann", _folder["password"])));
        Assert.StartsWith("store.password-file: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("two", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("se cret\r\n", "se cret")]
    [InlineData(" se cret ", " se cret ")]
    public void A_password_is_the_line_without_its_end(string content, string password)
    {
        File.WriteAllText(_folder["password"], content);
        Assert.Equal(password, new NpgsqlConnectionStringBuilder(PostgresDatabase.Of(Settings("Host=db;Database=grey;Username=ann", _folder["password"])).ForEvents).Password);
    }

    [Fact]
    public async Task The_watch_counts_from_the_first_probe_without_an_answer()
    {
        var watch = new PostgresWatch();
        Assert.Equal(TimeSpan.Zero, watch.BusyFor);
        watch.Begin();
        await WaitUntil(() => watch.BusyFor > TimeSpan.FromMilliseconds(1));
        var before = watch.BusyFor;
        watch.Begin();
        Assert.True(watch.BusyFor >= before);
        watch.Works();
        Assert.Equal(TimeSpan.Zero, watch.BusyFor);
    }

    private static async Task WaitUntil(Func<bool> holds)
    {
        while (!holds())
            await Task.Yield();
    }

    private static StoreSettings Settings(string connection, string passwordFile) =>
        new(StoreProvider.Postgresql, "unused", TimeSpan.FromSeconds(5), Partitions: 16, OnCorruption.Refuse) { Connection = connection, PasswordFile = passwordFile };
}
