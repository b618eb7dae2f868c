using System.Runtime.CompilerServices;
using Akka.Actor;

namespace GreyActors.Components;

/// <summary>An actor that shows on its <see cref="Nameplate"/> which behaviour it is in.</summary>
/// <remarks>
/// Kamaelia: Axon's component. A behaviour is a method that takes the data existing only in it and returns the handler;
/// entering it through <see cref="Enter"/> makes its name visible to the introspector.
/// </remarks>
public abstract class Component(Nameplate nameplate) : UntypedActor
{
    /// <summary>What the actor itself may show of its door.</summary>
    protected Nameplate Nameplate { get; } = nameplate;

    /// <summary>Props whose nameplate can be read from outside, without a registry to keep.</summary>
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
