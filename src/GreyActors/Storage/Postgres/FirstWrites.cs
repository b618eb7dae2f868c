using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Persistence;
using GreyActors.Core.Greylisting;

namespace GreyActors.Storage.Postgres;

/// <summary>Writes some events at the start and deletes them: the first writes compile much code, and no attempt should wait for that.</summary>
internal static class FirstWrites
{
    /// <summary>The begin of their persistence ids. No state has them, so their last row is deleted, too.</summary>
    public const string Prefix = "start-";

    private const long Last = 3;

    /// <summary>One event, which is inserted, and two together, which are copied. The journal's answers go to <paramref name="keeper"/>.</summary>
    public static void Send(ActorSystem system, IActorRef keeper)
    {
        var journal = JournalOf(system);
        var id = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Guid.NewGuid():N}");
        journal.Tell(new WriteMessages([Write(id, 1, 1)], keeper, 1), keeper);
        journal.Tell(new WriteMessages([Write(id, 2, Last)], keeper, 1), keeper);
    }

    /// <summary>An event is stored. After the last one, all are deleted.</summary>
    public static void Written(ActorSystem system, WriteMessageSuccess written)
    {
        if (written.Persistent.SequenceNr == Last)
            JournalOf(system).Tell(new DeleteMessagesTo(written.Persistent.PersistenceId, Last, ActorRefs.Nobody), ActorRefs.NoSender);
    }

    private static IActorRef JournalOf(ActorSystem system) => Persistence.Instance.Apply(system).JournalFor(null);

    private static AtomicWrite Write(string id, long first, long last)
    {
        var builder = ImmutableArray.CreateBuilder<IPersistentRepresentation>();
        for (var number = first; number <= last; number++)
            builder.Add(new Persistent(new GreylistEvent.AttemptNoted([new ClientIdentity("")], "", "", 0), number, id));
        return new AtomicWrite(builder.ToImmutable());
    }
}
