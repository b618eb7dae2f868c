using System.Text;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Cluster.Forwarding;
using GreyActors.Dispatch;
using Xunit;

namespace GreyActors.Tests.Cluster.Forwarding;

/// <summary>The exchange asks itself: the actor system has only one address here. <c>ClusterSerializerTests</c> sends the messages through bytes.</summary>
public sealed class IntrospectionExchangeTests() : TestKit(PoolDispatcher.Hocon())
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly WrittenEndpoint _endpoint = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(IntrospectionChunk.Most)]
    [InlineData(IntrospectionChunk.Most + 1)]
    [InlineData(3_000_000)]
    public async Task An_answer_of_any_size_arrives_whole(int size)
    {
        var bytes = new byte[size];
        new Random(1).NextBytes(bytes);
        await _endpoint.Written.Writer.WriteAsync(bytes);
        await _endpoint.Written.Writer.CompleteAsync();

        var answer = Ask(Exchange());

        Assert.Equal(new ForwardedHead(200, "application/json", null), await answer.Head.WaitAsync(Patience));
        Assert.Equal(bytes, await Read(answer));
        await _endpoint.Written.Cancelled.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_request_and_the_status_arrive_as_they_are()
    {
        (_endpoint.Written.Status, _endpoint.Written.ContentType) = (404, "application/problem+json");
        await _endpoint.Written.Writer.CompleteAsync();

        var answer = Ask(Exchange());

        Assert.Equal(new ForwardedHead(404, "application/problem+json", null), await answer.Head.WaitAsync(Patience));
        Assert.Equal(new IntrospectionRequest(1, "/api/tree", "?depth=1", IsHead: false), Assert.Single(_endpoint.Requests));
    }

    [Fact]
    public async Task A_HEAD_request_gets_no_content()
    {
        await _endpoint.Written.Writer.WriteAsync("the content"u8.ToArray());

        var answer = Ask(Exchange(), isHead: true);

        Assert.Empty(await Read(answer));
        Assert.Equal(200, (await answer.Head).Status);
    }

    [Fact]
    public async Task The_events_of_a_stream_arrive_one_by_one()
    {
        _endpoint.Written.ContentType = "text/event-stream";
        var answer = Ask(Exchange(new ForwardingTimes { MostBytes = 10 }));
        foreach (var text in (string[])["first event", "second event"])
        {
            await _endpoint.Written.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));
            var read = await answer.Content.ReadAtLeastAsync(text.Length).AsTask().WaitAsync(Patience);
            Assert.Equal(text, Encoding.UTF8.GetString(read.Buffer));
            answer.Content.AdvanceTo(read.Buffer.End);
        }
    }

    [Fact]
    public async Task An_answer_that_is_too_large_fails_instead_of_ending()
    {
        await _endpoint.Written.Writer.WriteAsync(new byte[2 * IntrospectionChunk.Most]);

        var answer = Ask(Exchange(new ForwardingTimes { MostBytes = IntrospectionChunk.Most }));

        await Assert.ThrowsAsync<IOException>(() => Read(answer));
        await _endpoint.Written.Cancelled.WaitAsync(Patience);
    }

    [Fact]
    public async Task An_endpoint_that_fails_in_the_middle_breaks_the_answer()
    {
        await _endpoint.Written.Writer.WriteAsync("the beginning"u8.ToArray());
        var answer = Ask(Exchange());
        await answer.Head.WaitAsync(Patience);

        await _endpoint.Written.Writer.CompleteAsync(new InvalidOperationException("no more"));

        Assert.Contains("no more", (await Assert.ThrowsAsync<IOException>(() => Read(answer))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_has_gone_ends_the_answer_of_the_other_machine()
    {
        var exchange = Exchange();
        await _endpoint.Written.Writer.WriteAsync("the beginning"u8.ToArray());
        var answer = Ask(exchange);
        await answer.Head.WaitAsync(Patience);

        exchange.Tell(new StopForwarding(1));

        await _endpoint.Written.Cancelled.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_machine_that_does_not_answer_is_named()
    {
        var answer = Ask(Exchange(new ForwardingTimes { First = TimeSpan.FromMilliseconds(50) }));

        Assert.Contains("did not answer in time", (await answer.Head.WaitAsync(Patience)).WhyNot, StringComparison.Ordinal);
        await _endpoint.Written.Cancelled.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_sender_sends_a_window_of_chunks_and_then_one_for_each_that_is_taken()
    {
        var reader = CreateTestProbe("reader");
        var exchange = Exchange();
        await _endpoint.Written.Writer.WriteAsync(new byte[20 * IntrospectionChunk.Most]);
        exchange.Tell(new IntrospectionRequest(1, "/api/tree", "", IsHead: false), reader);

        var chunks = reader.ReceiveN(IntrospectionChunk.Window, Patience).Cast<IntrospectionChunk>().ToArray();
        var sender = reader.LastSender;
        Assert.Equal(Enumerable.Range(0, IntrospectionChunk.Window), chunks.Select(chunk => chunk.Index));
        Assert.All(chunks, chunk => Assert.True(chunk is { Content.Length: IntrospectionChunk.Most, IsLast: false }));
        reader.ExpectNoMsg(TimeSpan.FromMilliseconds(200));

        sender.Tell(new IntrospectionTaken(1), reader);
        Assert.Equal(IntrospectionChunk.Window, reader.ExpectMsg<IntrospectionChunk>(Patience).Index);
        reader.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task A_reader_that_stops_ends_the_answer()
    {
        var reader = CreateTestProbe("reader");
        var exchange = Exchange();
        exchange.Tell(new IntrospectionRequest(1, "/api/tree", "", IsHead: false), reader);
        await AwaitAssertAsync(() => Assert.NotEmpty(_endpoint.Requests));

        Sys.Stop(reader);

        await _endpoint.Written.Cancelled.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_lost_chunk_breaks_the_answer()
    {
        var machine = CreateTestProbe("machine");
        var answer = Read(machine, out var reader);
        reader.Tell(Chunk(0), machine);
        Assert.Null((await answer.Head.WaitAsync(Patience)).WhyNot);

        reader.Tell(Chunk(2), machine);

        Assert.Contains("was lost", (await Assert.ThrowsAsync<IOException>(() => Read(answer))).Message, StringComparison.Ordinal);
        machine.FishForMessage(message => message is IntrospectionCancelled { Number: 1 }, Patience);
    }

    [Fact]
    public async Task The_end_of_the_other_machine_breaks_the_answer()
    {
        var machine = CreateTestProbe("machine");
        var answer = Read(machine, out var reader);
        reader.Tell(Chunk(0), machine);
        await answer.Head.WaitAsync(Patience);

        Sys.Stop(machine);

        await Assert.ThrowsAsync<IOException>(() => Read(answer));
    }

    [Fact]
    public void A_reader_takes_no_chunk_before_its_client_has_read_the_one_before()
    {
        var machine = CreateTestProbe("machine");
        _ = Read(machine, out var reader);

        reader.Tell(Chunk(0, IntrospectionChunk.Most), machine);

        machine.ExpectMsg<IntrospectionRequest>(Patience);
        machine.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Too_many_requests_are_refused_on_both_sides()
    {
        var exchange = Exchange();
        var reader = CreateTestProbe("reader");
        for (var number = 1; number <= IntrospectionExchange.MostOpen; number++)
            exchange.Tell(new IntrospectionRequest(number, "/api/tree", "", IsHead: false), reader);
        exchange.Tell(new IntrospectionRequest(99, "/api/tree", "", IsHead: false), reader);
        Assert.Equal(99, reader.ExpectMsg<IntrospectionBroken>(Patience).Number);

        var answers = Enumerable.Range(100, IntrospectionExchange.MostOpen + 1).Select(number => Ask(exchange, number)).ToArray();

        Assert.Contains("the maximum", (await answers[^1].Head.WaitAsync(Patience)).WhyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_is_too_long_is_refused()
    {
        var reader = CreateTestProbe("reader");

        Exchange().Tell(new IntrospectionRequest(1, "/", $"?{new string('x', IntrospectionRequest.LongestText)}", IsHead: false), reader);

        Assert.Equal(1, reader.ExpectMsg<IntrospectionBroken>(Patience).Number);
        Assert.Empty(_endpoint.Requests);
    }

    private static IntrospectionChunk Chunk(int index, int size = 5) => new(1, index, 200, "text/plain", new byte[size], IsLast: false);

    private static async Task<byte[]> Read(ForwardedAnswer answer)
    {
        using var read = new MemoryStream();
        using var limit = new CancellationTokenSource(Patience);
        await answer.Content.CopyToAsync(read, limit.Token);
        return read.ToArray();
    }

    private ForwardedAnswer Read(TestProbe machine, out IActorRef reader)
    {
        var answer = new ForwardedAnswer();
        reader = Sys.ActorOf(AnswerReader.Props(machine, ForwardOf(1, isHead: false, answer), new ForwardingTimes()));
        return answer;
    }

    private IActorRef Exchange(ForwardingTimes? times = null) => Sys.ActorOf(IntrospectionExchange.Props(_endpoint, times ?? new ForwardingTimes()), IntrospectionExchange.Name);

    private ForwardedAnswer Ask(IActorRef exchange, long number = 1, bool isHead = false)
    {
        var answer = new ForwardedAnswer();
        exchange.Tell(ForwardOf(number, isHead, answer));
        return answer;
    }

    private Forward ForwardOf(long number, bool isHead, ForwardedAnswer answer) =>
        new(((ExtendedActorSystem)Sys).Provider.DefaultAddress, new IntrospectionRequest(number, "/api/tree", "?depth=1", isHead), answer);
}
