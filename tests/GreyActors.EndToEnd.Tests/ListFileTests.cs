using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>Access lists in files, read at the start.</summary>
public sealed class ListFileTests(ListFileTests.Peers peers) : IClassFixture<ListFileTests.Peers>
{
    [Theory]
    [InlineData("127.0.3.9", "a@example.net", "b@example.test", "250")]
    [InlineData("127.0.4.1", "a@example.net", "b@example.test", "250")]
    [InlineData("127.0.4.2", "a@example.net", "b@example.test", "451")]
    [InlineData("127.0.3.9", "a@example.net", "b@elsewhere.example", "550")]
    [InlineData("127.0.2.1", "NEWS-17@example.org", "b@example.test", "250")]
    [InlineData("127.0.2.1", "news-@example.org", "b@example.test", "451")]
    [InlineData("127.0.2.1", "a@mail.partner.example", "b@example.test", "250")]
    [InlineData("127.0.2.1", "a@partner.example", "b@example.test", "451")]
    [InlineData("127.0.2.1", "a@example.net", "Hasty+now@example.test", "250")]
    public async Task A_client_in_a_list_is_not_deferred(string from, string reversePath, string forwardPath, string code) =>
        Assert.StartsWith(code, await Attempt(from, reversePath, forwardPath), StringComparison.Ordinal);

    [Fact]
    public async Task The_deciding_entry_is_reported_with_its_file_and_line()
    {
        await Attempt("127.0.2.1", "news-1@example.org", "told@example.test");
        using var introspection = new Introspection(peers.Program);
        await Eventually.Holds("the decision names its entry", async () => (await introspection.Get("/api/decisions?limit=100")).GetProperty("decisions").EnumerateArray()
            .Any(made => made.GetProperty("to").GetString() == "told@example.test"
                && made.GetProperty("why").GetString() == $"whitelisted (whitelisted-senders: /^news-[0-9]+@example\\.org$/, {peers.List("senders")}:3)"));
        var explained = await introspection.Get("/api/explain?client=127.0.3.7&from=a@example.net&to=b@example.test");
        Assert.Equal($"whitelisted-clients: 127.0.3.0/24, {peers.List("clients")}:2", explained.GetProperty("entry").GetString());
    }

    [Fact]
    public async Task An_expression_that_times_out_delays_no_other_client_and_is_counted()
    {
        Assert.StartsWith("451", await Attempt("127.0.2.1", $"{new string('a', 64)}@example.org", "b@example.test"), StringComparison.Ordinal);
        using var introspection = new Introspection(peers.Program);
        await Eventually.Holds("it is counted", async () => (await introspection.Text("/metrics")).Split('\n').Any(line =>
            line.StartsWith("greyactors_lists_timeouts_total{list=\"whitelisted-senders\"} ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Errors_in_a_list_file_are_reported_with_their_lines()
    {
        File.WriteAllText(peers.List("wrong"), "192.0.2.1\nmail.example.org\n192.0.2.0/33\n");
        await using var program = await GreyActorsProcess.StartAndFail($$"""
            grey-actors {
              allowed-domains = ["example.test"]
              whitelisted-clients = ["file:{{peers.List("wrong")}}", "file:{{peers.List("absent")}}"]
            }
            """);
        Assert.Equal(78, await program.ExitCode());
        Assert.Contains($"{peers.List("wrong")}:2: whitelisted-clients: `mail.example.org` is a name", program.Error, StringComparison.Ordinal);
        Assert.Contains($"{peers.List("wrong")}:3: whitelisted-clients: `192.0.2.0/33` has an invalid prefix length", program.Error, StringComparison.Ordinal);
        Assert.Contains($"{program.ConfigurationFile}:3: whitelisted-clients: `{peers.List("absent")}` does not exist", program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_added_to_a_list_file_passes_after_the_reload()
    {
        File.WriteAllText(peers.List("growing"), "127.0.3.0/24\n");
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port)
            .With("greylisting.initial-delay", "1h")
            .With("whitelisted-clients", $"""["file:{peers.List("growing")}"]"""));
        Assert.StartsWith("451", await Attempt(program, "127.0.5.1", "a@example.net", "b@example.test"), StringComparison.Ordinal);
        File.AppendAllText(peers.List("growing"), "127.0.5.0/24\n");
        program.Signal("HUP");
        await Eventually.Holds("the client passes", async () =>
            (await Attempt(program, "127.0.5.1", "a@example.net", "b@example.test")).StartsWith("250", StringComparison.Ordinal));
    }

    private Task<string> Attempt(string from, string reversePath, string forwardPath) => Attempt(peers.Program, from, reversePath, forwardPath);

    private static async Task<string> Attempt(GreyActorsProcess program, string from, string reversePath, string forwardPath)
    {
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, from);
        await client.Say($"MAIL FROM:<{reversePath}>", "250");
        return (await client.Say($"RCPT TO:<{forwardPath}>")).Text;
    }

    /// <summary>One program with lists and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend, IDisposable
    {
        private readonly TemporaryFolder _folder = new("lists");

        /// <summary>The path of a list.</summary>
        public string List(string name) => _folder[name];

        /// <inheritdoc/>
        public void Dispose() => _folder.Dispose();

        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration)
        {
            File.WriteAllText(List("clients"), "# a network\r\n127.0.3.0/24   # of a partner\r\n");
            File.WriteAllText(List("senders"), "\n\n/^news-[0-9]+@example\\.org$/\n.partner.example\n/^(a+)+\\1b@/\n");
            File.WriteAllText(List("recipients"), "hasty@\n");
            return configuration
                .With("greylisting.initial-delay", "1h")
                .With("whitelisted-clients", $"""["127.0.4.1", "file:{List("clients")}"]""")
                .With("whitelisted-senders", $"""["file:{List("senders")}"]""")
                .With("whitelisted-recipients", $"""["file:{List("recipients")}"]""");
        }
    }
}
