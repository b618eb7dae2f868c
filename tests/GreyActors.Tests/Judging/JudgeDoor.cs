using Akka.Actor;
using Akka.Event;
using GreyActors.Core.Judging;
using GreyActors.Judging;

namespace GreyActors.Tests.Judging;

/// <summary>A door without a protocol: passes questions to its judge and reports the answers, and the messages that the judge did not await.</summary>
internal sealed class JudgeDoor : UntypedActor
{
    private readonly RecipientJudge _judge;
    private readonly IActorRef _answers;

    private JudgeDoor(JudgeDependencies parts, IActorRef answers) => (_judge, _answers) = (new RecipientJudge(Context, parts, Context.GetLogger()), answers);

    /// <summary>A door whose answers go to <paramref name="answers"/>.</summary>
    public static Props Props(JudgeDependencies parts, IActorRef answers) => Akka.Actor.Props.CreateBy(new Maker(parts, answers));

    protected override void PostStop() => _judge.Dispose();

    protected override void OnReceive(object message)
    {
        RecipientAnswer? answer = null;
        if (message is RecipientQuestion question)
            answer = _judge.Judge(question);
        else if (!_judge.Accepts(message, out answer))
            _answers.Tell($"unexpected {message.GetType().Name}");
        if (answer is not null)
            _answers.Tell(answer);
    }

    private sealed class Maker(JudgeDependencies parts, IActorRef answers) : IIndirectActorProducer
    {
        public Type ActorType => typeof(JudgeDoor);

        public ActorBase Produce() => new JudgeDoor(parts, answers);

        public void Release(ActorBase actor)
        {
        }
    }
}
