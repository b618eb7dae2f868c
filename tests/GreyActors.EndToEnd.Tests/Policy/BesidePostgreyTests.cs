using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Policy;

/// <summary>The same requests to the program and to Debian's postgrey. The differences are those that docs/moving.md lists.</summary>
public sealed class BesidePostgreyTests
{
    private const string Verp = "list-return-4711-bob=example.test@lists.example.net";
    private const string NextVerp = "list-return-4712-bob=example.test@lists.example.net";

    private static readonly DateTimeOffset Start = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Both_answer_alike_but_for_the_documented_differences()
    {
        var port = FreePort.Next();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.Policy($"address = \"127.0.0.1\", port = {port}"));
        await using var postgrey = await PostgreyInstance.Start("--delay=1");
        using var postfix = await PolicyClientSocket.Connect(port);

        Request[] first =
        [
            new("203.0.113.1", "alice@example.net", "bob@example.test", "defer", "defer"),
            new("203.0.113.1", "alice@example.net", "bob@example.test", "defer", "defer"),
            new("2001:db8::1", "alice@example.net", "bob@example.test", "defer", "defer"),
            new("203.0.113.1", Verp, "bob@example.test", "defer", "defer"),
            new("203.0.113.1", "alice@example.net", "postmaster@example.test", "pass", "pass"),
            // The differences.
            new("203.0.113.2", "", "bob@example.test", "defer", "pass"),
            new("203.0.113.3", "user@example.test", "partner@example.com", "defer", "pass") { More = "sasl_username=user\n" },
        ];
        Request[] later =
        [
            new("203.0.113.1", "alice@example.net", "bob@example.test", "pass", "pass"),
            new("203.0.113.200", "alice@example.net", "bob@example.test", "pass", "pass"),
            new("203.0.114.1", "alice@example.net", "bob@example.test", "defer", "defer"),
            new("203.0.113.1", "ALICE@EXAMPLE.NET", "BOB@EXAMPLE.TEST", "pass", "pass"),
            new("203.0.113.1", "alice@example.net", "carol@example.test", "defer", "defer"),
            new("2001:db8::ffff", "alice@example.net", "bob@example.test", "pass", "pass"),
            new("203.0.113.1", NextVerp, "bob@example.test", "pass", "pass"),
        ];

        await Compare(first, Start);
        // Ours has no other clock than that of the machine.
        await Eventually.Holds("the first triplet has waited", async () => Kind(await postfix.Ask("203.0.113.1", Verp, "bob@example.test")) == "pass");
        await Compare(later, Start.AddMinutes(1));

        async Task Compare(IEnumerable<Request> requests, DateTimeOffset at)
        {
            foreach (var request in requests)
            {
                var theirs = Kind(await postgrey.Ask(request.Client, request.Sender, request.Recipient, at, request.More));
                var ours = Kind(await postfix.Ask(request.Client, request.Sender, request.Recipient, request.More));
                Assert.Equal(request, request with { Postgrey = theirs, GreyActors = ours });
            }
        }
    }

    private static string Kind(string answer) => answer.Replace("action=", "", StringComparison.Ordinal).Split(' ')[0] switch
    {
        "DUNNO" or "PREPEND" => "pass",
        "DEFER_IF_PERMIT" => "defer",
        var other => other,
    };

    private sealed record Request(string Client, string Sender, string Recipient, string Postgrey, string GreyActors)
    {
        public string More { get; init; } = "";
    }
}
