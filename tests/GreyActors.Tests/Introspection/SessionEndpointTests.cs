using System.Net;
using Akka.Actor;
using GreyActors.Core.Smtp;
using GreyActors.Doors;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class SessionEndpointTests : IAsyncLifetime
{
    private EndpointStage _stage = null!;

    public async Task InitializeAsync()
    {
        _stage = await EndpointStage.Start();
        foreach (var name in (string[])["client-10", "client-9", "client-100"])
            await _stage.AddSession(name, _stage.System.ActorOf(Props.Create(() => new Policy(name)), name));
    }

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task Sessions_are_listed_oldest_first_without_their_transcripts()
    {
        var page = await _stage.Get("/api/sessions");

        Assert.Equal((3, 0), (page.GetProperty("total").GetInt32(), page.GetProperty("truncated").GetInt32()));
        Assert.Equal(["client-9", "client-10", "client-100"], page.GetProperty("sessions").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        Assert.All(page.GetProperty("sessions").EnumerateArray(), one => Assert.Equal("null", one.GetProperty("transcript").GetRawText()));
    }

    [Fact]
    public async Task A_page_of_sessions_continues_after_the_previous_one()
    {
        var first = await _stage.Get("/api/sessions?limit=1");
        var second = await _stage.Get("/api/sessions?limit=1&after=client-9");

        Assert.Equal("client-9", first.GetProperty("sessions")[0].GetProperty("id").GetString());
        Assert.Equal("client-10", second.GetProperty("sessions")[0].GetProperty("id").GetString());
        Assert.Equal(3, second.GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await _stage.Problem("/api/sessions?limit=501")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _stage.Problem("/api/sessions?after=yesterday")).Status);
    }

    [Fact]
    public async Task A_session_is_shown_with_all_its_fields()
    {
        Assert.Equal(
            """
            {"id":"client-9","client":"192.0.2.1:40000","listener":"127.0.0.1:25","helo":"x","extended":true,"tls":null,"behaviour":"AwaitingCommand","behaviourSeconds":1.5,"startedAt":"2026-01-02T03:04:05+00:00","ageSeconds":2.5,"phase":"recipients-deferred","errors":1,"octetsIn":10,"octetsOut":20,"envelope":{"reversePath":"a@example.net","recipientCount":1,"recipients":[{"forwardPath":"b@example.org","status":"deferred","why":"never seen before","wouldDefer":false}]},"relay":{"server":"mail-1.test:25","phase":"end-of-data","actor":"relay-1"},"transcript":[{"at":0.5,"from":"client","text":"EHLO x"}],"door":"smtp","identified":null}
            """,
            await _stage.Client.GetStringAsync("/api/sessions/client-9"));
    }

    [Theory]
    [InlineData("client-11")]
    [InlineData("listener-1")]
    [InlineData("..")]
    [InlineData("client-9x")]
    [InlineData("client-9%2Fpolicy")]
    public async Task An_id_that_is_not_a_session_gets_404(string id)
    {
        using var response = await _stage.Client.GetAsync($"/api/sessions/{id}");

        Assert.Equal(id == ".." ? "/api/" : $"/api/sessions/{id}", response.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_request_to_close_a_session_reaches_its_policy()
    {
        using var response = await _stage.Client.SendAsync(_stage.Post("/api/sessions/client-10/close"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("Closing", (await _stage.Get("/api/sessions/client-10")).GetProperty("behaviour").GetString());
        Assert.Equal("AwaitingCommand", (await _stage.Get("/api/sessions/client-9")).GetProperty("behaviour").GetString());
    }

    private sealed class Policy(string name) : UntypedActor
    {
        private string _behaviour = "AwaitingCommand";

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case DescribeSession:
                    Sender.Tell(new SessionDescription(
                        name,
                        "192.0.2.1:40000",
                        "127.0.0.1:25",
                        "x",
                        Extended: true,
                        Tls: null,
                        _behaviour,
                        1.5,
                        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
                        2.5,
                        SessionPhase.RecipientsDeferred,
                        Errors: 1,
                        OctetsIn: 10,
                        OctetsOut: 20,
                        new EnvelopeDescription("a@example.net", 1, [new RecipientDescription("b@example.org", RecipientStatus.Deferred, "never seen before")]),
                        new RelayDescription("mail-1.test:25", RelayPhase.EndOfData, "relay-1"),
                        [new TranscriptLine(0.5, "client", "EHLO x")]));
                    break;
                case Control.EndedByOperator:
                    _behaviour = "Closing";
                    break;
            }
        }
    }
}
