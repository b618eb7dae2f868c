using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace GreyActors.Dispatch;

/// <summary>A bounded mailbox: a message that does not fit is dropped and counted, and its sender never waits.</summary>
/// <remarks>
/// Akka's own BoundedMailbox with a push timeout of zero does not block either, but it sends dropped messages to the dead letters, where they are
/// queued again, without a bound, for a listener. <see cref="PoisonPill"/> and similar messages are always accepted, so that an actor with a full
/// mailbox can be stopped.
/// </remarks>
public sealed class DroppingMailbox(Settings settings, Config config)
    : MailboxType(settings, config), IProducesMessageQueue<DroppingMailbox.Waiting>
{
    /// <summary>The name of this mailbox in Akka's configuration, for <see cref="Props.WithMailbox"/>.</summary>
    public const string Id = "grey-actors-dropping-mailbox";

    private readonly int _capacity = config.GetInt("mailbox-capacity");

    /// <summary>The configuration that defines <see cref="Id"/>.</summary>
    public static Config Hocon(int capacity = 10_000) => ConfigurationFactory.ParseString($$"""
        {{Id}} {
          mailbox-type = "{{typeof(DroppingMailbox).AssemblyQualifiedName}}"
          mailbox-capacity = {{capacity}}
        }
        """);

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new Waiting(_capacity);

    /// <summary>The messages in the mailbox.</summary>
    public sealed class Waiting(int capacity) : IMessageQueue
    {
        private readonly ConcurrentQueue<Envelope> _messages = new();
        private int _count;
        private long _dropped;

        /// <summary>The number of dropped messages.</summary>
        public long Dropped => Interlocked.Read(ref _dropped);

        /// <inheritdoc/>
        public bool HasMessages => !_messages.IsEmpty;

        /// <inheritdoc/>
        public int Count => Volatile.Read(ref _count);

        /// <inheritdoc/>
        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            var room = envelope.Message is IYieldRoom ? capacity / 2 : capacity;
            if (Interlocked.Increment(ref _count) > room && envelope.Message is not IAutoReceivedMessage)
            {
                Interlocked.Decrement(ref _count);
                Interlocked.Increment(ref _dropped);
                return;
            }

            _messages.Enqueue(envelope);
        }

        /// <inheritdoc/>
        public bool TryDequeue(out Envelope envelope)
        {
            if (!_messages.TryDequeue(out envelope))
                return false;

            Interlocked.Decrement(ref _count);
            return true;
        }

        /// <inheritdoc/>
        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (TryDequeue(out var envelope))
                deadletters.Enqueue(owner, envelope);
        }
    }
}
