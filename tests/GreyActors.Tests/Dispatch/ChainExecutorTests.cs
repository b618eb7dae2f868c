using Akka.Actor;
using Akka.TestKit.Xunit2;
using GreyActors.Hosting;
using Xunit;

namespace GreyActors.Tests.Dispatch;

public sealed class ChainExecutorTests() : TestKit(AkkaSettings.Own())
{
    private const int Messages = 2000;

    [Fact]
    public void Messages_to_an_actor_stay_in_order_and_are_handled_one_at_a_time()
    {
        var relays = Enumerable.Range(0, 8).Select(_ => Sys.ActorOf(Props.Create(() => new PassesOn(TestActor)))).ToList();
        Parallel.ForEach(relays, relay =>
        {
            for (var number = 0; number < Messages; number++)
                relay.Tell(number);
        });

        var next = relays.ToDictionary(relay => relay, _ => 0);
        for (var received = 0; received < relays.Count * Messages; received++)
        {
            var number = ExpectMsg<int>(TimeSpan.FromSeconds(20));
            Assert.Equal(next[LastSender]++, number);
        }
    }

    [Fact]
    public void An_answer_arrives_while_other_actors_send_each_other_messages_endlessly()
    {
        for (var pair = 0; pair < 2 * Environment.ProcessorCount; pair++)
        {
            var (one, other) = (Sys.ActorOf(Props.Create(() => new Answers())), Sys.ActorOf(Props.Create(() => new Answers())));
            one.Tell(0, other);
        }

        var asked = Sys.ActorOf(Props.Create(() => new Answers()));
        for (var question = 0; question < 100; question++)
        {
            asked.Tell(question);
            ExpectMsg(question, TimeSpan.FromSeconds(20));
        }
    }

    private sealed class PassesOn : ReceiveActor
    {
        public PassesOn(IActorRef to) => ReceiveAny(to.Tell);
    }

    private sealed class Answers : ReceiveActor
    {
        public Answers() => ReceiveAny(question => Sender.Tell(question));
    }
}
