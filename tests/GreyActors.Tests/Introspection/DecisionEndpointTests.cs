using System.Net;
using System.Text.Json;
using Akka.Actor;
using GreyActors.Introspection;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class DecisionEndpointTests : IAsyncLifetime
{
    private EndpointStage _stage = null!;

    public async Task InitializeAsync() => _stage = await EndpointStage.Start();

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task Decisions_are_shown_with_every_field()
    {
        _stage.Decisions.Tell(Decisions.Deferred("bob@example.org"));

        var page = await _stage.Get("/api/decisions");

        var decision = page.GetProperty("decisions").EnumerateArray().Single();
        var id = decision.GetProperty("id").GetInt64();
        Assert.Equal((id, id, 0L), (page.GetProperty("oldest").GetInt64(), page.GetProperty("newest").GetInt64(), page.GetProperty("lost").GetInt64()));
        Assert.Equal(
            """
            "at":"2026-01-02T03:04:05+00:00","session":"client-1","listener":"127.0.0.1:25","client":"192.0.2.1","helo":"client.example.net","from":"from@example.net","to":"bob@example.org","status":"deferred","rule":"never-seen","why":"never seen before","waitedSeconds":0,"relayWaitedSeconds":null,"by":"spf:example.net","wouldDefer":false,"door":"smtp","skipped":null,"mode":"enforce","trapped":null,"identified":{"organisation":"example.net","identities":[{"identity":"192.0.2.0/24","evidence":"the network of the client"},{"identity":"spf:example.net","evidence":"SPF of example.net passes"}],"unproven":["the client has no valid reverse name"],"lists":[]}}
            """,
            decision.GetRawText().Split(',', 2)[1]);
        Assert.Empty((await _stage.Get($"/api/decisions?after={id}")).GetProperty("decisions").EnumerateArray());
    }

    [Fact]
    public async Task A_page_of_decisions_beyond_the_maximum_gets_400()
    {
        Assert.Equal((HttpStatusCode.BadRequest, "limit must be from 1 to 1000."), await _stage.Problem("/api/decisions?limit=1001"));
        using var noNumber = await _stage.Client.GetAsync("/api/decisions?after=yesterday");
        Assert.Equal(HttpStatusCode.BadRequest, noNumber.StatusCode);
    }

    [Fact]
    public async Task A_decision_is_sent_on_the_stream_as_soon_as_it_is_made()
    {
        using var stream = await Follow("/api/decisions/stream");
        Assert.Equal(": listening", await stream.ReadLineAsync());
        Assert.Equal("", await stream.ReadLineAsync());

        _stage.Decisions.Tell(Decisions.Deferred("bob@example.org"));

        Assert.StartsWith("id: ", await stream.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("event: decision", await stream.ReadLineAsync());
        var data = await stream.ReadLineAsync();
        Assert.StartsWith("data: {\"id\":", data, StringComparison.Ordinal);
        Assert.Equal("bob@example.org", JsonDocument.Parse(data![6..]).RootElement.GetProperty("to").GetString());
        Assert.Equal("", await stream.ReadLineAsync());
    }

    [Fact]
    public async Task A_stream_continues_after_the_last_event_id()
    {
        foreach (var to in (string[])["a@example.org", "b@example.org"])
            _stage.Decisions.Tell(Decisions.Deferred(to));
        var first = (await _stage.Get("/api/decisions")).GetProperty("oldest").GetInt64();

        using var stream = await Follow("/api/decisions/stream", $"{first}");

        var read = new List<string?>();
        while (read.Count < 5)
            read.Add(await stream.ReadLineAsync());
        Assert.Equal($"id: {first + 1}", read[2]);
    }

    [Fact]
    public async Task Readers_beyond_the_maximum_get_503_until_another_leaves()
    {
        var readers = new List<StreamReader>();
        for (var reader = 0; reader < DecisionLog.MaxReaders; reader++)
            readers.Add(await Follow("/api/decisions/stream"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _stage.Problem("/api/decisions/stream")).Status);

        readers[0].Dispose();

        Assert.True(await Task.Run(() => SpinWait.SpinUntil(() => Readers() < DecisionLog.MaxReaders, TimeSpan.FromSeconds(10))));
        foreach (var reader in readers)
            reader.Dispose();

        int Readers() => _stage.Get("/api/stats").GetAwaiter().GetResult().GetProperty("decisions").GetProperty("readers").GetInt32();
    }

    [Fact]
    public async Task A_reader_that_reads_nothing_costs_no_more_than_its_queue()
    {
        const int Many = 20_000;
        using var stream = await Follow("/api/decisions/stream");
        await stream.ReadLineAsync();

        // Several megabytes, more than the sockets buffer.
        for (var number = 0; number < Many; number++)
        {
            _stage.Decisions.Tell(Decisions.Deferred(new string('x', 200) + "@example.org"));
            if (number % 1000 == 0)
                await _stage.Get("/api/decisions?limit=1");
        }

        long seen = 0, dropped = 0;
        while (seen + dropped < Many)
        {
            var line = await stream.ReadLineAsync();
            if (line!.StartsWith("data: {\"id\"", StringComparison.Ordinal))
                seen++;
            else if (line.StartsWith("data: {\"count\":", StringComparison.Ordinal))
                dropped += JsonDocument.Parse(line[6..]).RootElement.GetProperty("count").GetInt64();
        }

        Assert.Equal(Many, seen + dropped);
        Assert.True(dropped > 0, $"{seen} came, and nothing was dropped");
    }

    private async Task<StreamReader> Follow(string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await _stage.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }
}
