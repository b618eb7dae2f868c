using System.Net.Sockets;
using GreyActors.Configuration;
using GreyActors.Storage.Postgres;
using Npgsql;
using Xunit;

namespace GreyActors.Tests.Storage.Postgres;

public sealed class PostgresProblemTests
{
    private static readonly PostgresDatabase Database = PostgresDatabase.Of(
        new StoreSettings(StoreProvider.Postgresql, "unused", TimeSpan.FromSeconds(5), Partitions: 16, OnCorruption.Refuse) { Connection = "Host=db;Database=g;Username=ann" });

    [Theory]
    [InlineData("28P01", "the password of the user ann is wrong (store.password-file), or the user does not exist")]
    [InlineData("28000", "the server does not accept the user ann: as it says")]
    [InlineData("3D000", "as it says: create it, and make ann its owner")]
    [InlineData("42501", "the user ann lacks a right: as it says")]
    [InlineData("25006", "the database is read-only, perhaps a standby server: as it says")]
    [InlineData("53100", "the disk of the server is full: as it says")]
    [InlineData("57P03", "the server starts or stops: as it says")]
    [InlineData("53300", "the server has no free connection (max_connections): as it says")]
    [InlineData("23505", "as it says (SQLSTATE 23505)")]
    public void An_error_of_the_server_has_a_reason_in_words(string state, string reason)
    {
        var refused = new PostgresException("as it says", "ERROR", "ERROR", state);
        Assert.Equal(reason, PostgresProblem.Describe(refused, Database));
        Assert.Equal(reason, PostgresProblem.Describe(new NpgsqlException("outer", refused), Database));
    }

    [Fact]
    public void A_failure_of_the_connection_has_a_reason_in_words()
    {
        Assert.Equal("the server cannot be reached: Connection refused", Described(new SocketException((int)SocketError.ConnectionRefused)));
        Assert.Equal("the server did not answer in time", Described(new TimeoutException("x")));
        Assert.Equal("the server did not answer in time", PostgresProblem.Describe(new OperationCanceledException("x"), Database));
        Assert.Equal("the server closed the connection", Described(new EndOfStreamException("x")));
        Assert.Equal("outer: inner", Described(new InvalidOperationException("inner")));
        Assert.Equal("alone", PostgresProblem.Describe(new NpgsqlException("alone"), Database));
    }

    [Fact]
    public void A_bug_is_no_problem_of_the_server()
    {
        Assert.False(PostgresProblem.Is(new InvalidOperationException()));
        Assert.True(PostgresProblem.Is(new NpgsqlException("x")));
    }

    private static string Described(Exception inner) => PostgresProblem.Describe(new NpgsqlException("outer", inner), Database);
}
