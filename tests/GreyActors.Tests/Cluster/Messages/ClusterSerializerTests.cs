using Akka.Actor;
using Akka.Hosting;
using Akka.Serialization;
using GreyActors.Cluster.Messages;
using GreyActors.Greylisting;
using GreyActors.Introspection;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GreyActors.Tests.Cluster.Messages;

public sealed class ClusterSerializerTests : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging()
        .AddAkka("serializer-test", akka => akka.WithClusterMessages(enabled: true))
        .BuildServiceProvider();

    private Serialization Serialization => _services.GetRequiredService<ActorSystem>().Serialization;

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<ActorSystem>().Terminate();
        await _services.DisposeAsync();
    }

    [Fact]
    public void Every_message_is_found_by_the_identifier_and_the_manifest_that_were_sent_with_it()
    {
        foreach (var message in MessageSamples.All)
        {
            var serializer = Serialization.FindSerializerFor(message);
            Assert.Equal(25_2502, serializer.Identifier);
            Assert.Equal(
                MessageText.Of(message),
                MessageText.Of(Serialization.Deserialize(serializer.ToBinary(message), serializer.Identifier, ((SerializerWithStringManifest)serializer).Manifest(message))));
        }
    }

    [Fact]
    public void An_unknown_message_is_counted_and_does_not_fail()
    {
        using var tallies = new Tallies();

        Assert.Equal(new UnknownMessage("next.v1"), Serialization.Deserialize([0], ClusterSerializer.SentIdentifier, "next.v1"));

        Assert.Equal(1, tallies.Sum("greyactors.cluster.unknown_messages"));
    }

    [Fact]
    public void A_message_of_this_machine_is_not_serialized_with_it() =>
        Assert.IsNotType<ClusterSerializer>(Serialization.FindSerializerFor(DrainGreylist.Instance));
}
