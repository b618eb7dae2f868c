using System.Net;
using System.Text.RegularExpressions;
using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Judging;
using GreyActors.Tests.Architecture;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed partial class OutcomeEndpointTests : IAsyncLifetime
{
    private EndpointStage _stage = null!;

    public async Task InitializeAsync() => _stage = await EndpointStage.Start();

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task Decisions_are_figures_reasons_waits_and_stuck_mails()
    {
        var now = DateTimeOffset.UtcNow;
        Decide(now.AddMinutes(-20), "ann", DecisionStatus.Deferred, RecipientRule.NeverSeen);
        Decide(now.AddMinutes(-10), "ann", DecisionStatus.Accepted, RecipientRule.WaitedLongEnough, ClientIdentity.OfSpf("example.org"));
        foreach (var minutes in (int[])[-60, -40, -20])
            Decide(now.AddMinutes(minutes), "eve", DecisionStatus.Deferred, RecipientRule.NeverSeen);

        var outcome = await _stage.Get("/api/outcome?days=2&rows=1");
        Assert.Equal((1, 1), (outcome.GetProperty("first").GetProperty("mails").GetInt32(), outcome.GetProperty("first").GetProperty("delayed").GetInt32()));
        Assert.Equal("""[{"rule":"waited-long-enough","by":"spf","mails":1}]""", outcome.GetProperty("reasons").GetRawText());
        Assert.Equal(600, outcome.GetProperty("longest")[0].GetProperty("delaySeconds").GetDouble(), 1.0);
        Assert.Equal("greyactors allow 192.0.2.1 eve@example.org bob@example.com", outcome.GetProperty("stuck")[0].GetProperty("advice").GetProperty("command").GetString());
        Assert.Equal(2, outcome.GetProperty("trend").GetArrayLength());
    }

    [Fact]
    public async Task The_documented_fields_are_the_existing_ones()
    {
        Decide(DateTimeOffset.UtcNow.AddMinutes(-1), "ann", DecisionStatus.Accepted, RecipientRule.WaitedLongEnough);
        var fields = new SortedSet<string>((await _stage.Get("/api/outcome")).EnumerateObject().Select(field => field.Name), StringComparer.Ordinal);
        var page = SourceTree.Read("docs/introspection.md");
        var section = page[page.IndexOf("\n## GET /api/outcome", StringComparison.Ordinal)..];
        Assert.Equal(fields, new SortedSet<string>(Row().Matches(section[..section.IndexOf("\n## ", 5, StringComparison.Ordinal)]).Select(row => row.Groups["name"].Value), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("days=0", "days must be from 1 to 35.")]
    [InlineData("days=36", "days must be from 1 to 35.")]
    [InlineData("rows=-1", "rows must be from 0 to 200.")]
    [InlineData("rows=201", "rows must be from 0 to 200.")]
    public async Task A_number_outside_its_bounds_is_refused(string query, string detail) =>
        Assert.Equal((HttpStatusCode.BadRequest, detail), await _stage.Problem($"/api/outcome?{query}"));

    private void Decide(DateTimeOffset at, string from, DecisionStatus status, RecipientRule rule, ClientIdentity? by = null) => _stage.Outcome.Tell(new DecisionMade(
        at,
        "client-1",
        new IPEndPoint(IPAddress.Loopback, 25),
        new RecipientQuestion(IPAddress.Parse("192.0.2.1"), "mail.example.org", new MailPath(from, "example.org"), new MailPath("bob", "example.com")),
        new RecipientAnswer(status, rule, "", null, [new ClientIdentity("192.0.2.0/24")], TimeSpan.FromMinutes(1)) { By = by },
        status,
        ""));

    [GeneratedRegex(@"^\| `(?<name>\w+)`", RegexOptions.Multiline)]
    private static partial Regex Row();
}
