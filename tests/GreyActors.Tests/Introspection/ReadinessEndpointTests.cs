using Akka.Actor;
using Akka.TestKit.Xunit2;
using GreyActors.Components;
using GreyActors.Introspection;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class ReadinessEndpointTests : TestKit
{
    [Theory]
    [InlineData(true, true, 200)]
    [InlineData(true, false, 200)]
    [InlineData(false, true, 503)]
    [InlineData(false, false, 503)]
    public async Task Only_a_check_that_the_service_needs_makes_it_unready(bool store, bool dns, int status)
    {
        ReadinessCheck[] checks = [new("store-writes", store, "why"), new("dns", dns, "why") { Optional = true }];
        foreach (var check in checks)
            Sys.ActorOf(Props.Create(() => new Part(check)), check.Name);

        var answer = await ReadinessEndpoint.Answer(Sys, ["/user/store-writes", "/user/dns"], CancellationToken.None);

        Assert.Equal((status, status == 200), (answer.StatusCode, answer.Value!.Ok));
        Assert.Equal(checks, answer.Value.Checks);
    }

    private sealed class Part(ReadinessCheck check) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(Readiness.Of(check));
    }
}
