using System.Runtime.CompilerServices;
using Akka.Actor;

namespace GreyActors.Components;

/// <summary>An actor that shows its current behaviour on its <see cref="Nameplate"/>.</summary>
/// <remarks>
/// Kamaelia: Axon's component. A behaviour is a method that takes the data that exists only in this behaviour and returns the handler;
/// <see cref="Enter"/> makes its name visible to the introspector.
/// </remarks>
public abstract class Component(Nameplate nameplate) : UntypedActor
{
    /// <summary>The actor's nameplate.</summary>
    protected Nameplate Nameplate { get; } = nameplate;

    /// <summary>Props with a nameplate that can be read from outside, without a registry.</summary>
    public static Props PropsOf<TActor>(Func<Nameplate, TActor> make)
        where TActor : ActorBase
    {
        var nameplate = new Nameplate();
        return Props.CreateBy(new Maker<TActor>(make, nameplate), nameplate);
    }

    /// <summary>Becomes <paramref name="behaviour"/> and writes its name on the nameplate.</summary>
    protected void Enter(UntypedReceive behaviour, [CallerArgumentExpression(nameof(behaviour))] string name = "")
    {
        Nameplate.Show(name);
        Become(behaviour);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message) => Unhandled(message);

    private sealed class Maker<TActor>(Func<Nameplate, TActor> make, Nameplate nameplate) : IIndirectActorProducer
        where TActor : ActorBase
    {
        public Type ActorType => typeof(TActor);

        public ActorBase Produce() => make(nameplate);

        public void Release(ActorBase actor)
        {
        }
    }
}
