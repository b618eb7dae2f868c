using System.Collections.Immutable;
using GreyActors.Core.Smtp;

namespace GreyActors.Delivery;

/// <summary>What a part of the session (opening, judge, delivery) asks of the session after a message.</summary>
internal abstract record PartStep
{
    private PartStep()
    {
    }

    /// <summary>Nothing: more messages are awaited.</summary>
    public sealed record Waiting : PartStep
    {
        /// <summary>The one instance.</summary>
        public static readonly Waiting Instance = new();
    }

    /// <summary>The message was not expected here: it concerns the session, or nobody.</summary>
    public sealed record Unexpected : PartStep
    {
        /// <summary>The one instance.</summary>
        public static readonly Unexpected Instance = new();
    }

    /// <summary>Pass these events to the session; execute its step after the last one.</summary>
    public sealed record Happened(ImmutableArray<SessionEvent> Events) : PartStep
    {
        /// <summary>One event.</summary>
        public Happened(SessionEvent happened)
            : this([happened])
        {
        }
    }

    /// <summary>Pass these events to the session; nobody is left to send a reply to.</summary>
    public sealed record ClientLeft(ImmutableArray<SessionEvent> Events) : PartStep;

    /// <summary>Send the banner and read the first command.</summary>
    public sealed record Greet : PartStep
    {
        /// <summary>The one instance.</summary>
        public static readonly Greet Instance = new();
    }

    /// <summary>The handshake with the client is complete.</summary>
    public sealed record Secured : PartStep
    {
        /// <summary>The one instance.</summary>
        public static readonly Secured Instance = new();
    }

    /// <summary>The client is gone, or gets no reply: leave.</summary>
    public sealed record Leave : PartStep
    {
        /// <summary>The one instance.</summary>
        public static readonly Leave Instance = new();
    }

    /// <summary>The backend's reply to a recipient, or ours in its place, is known.</summary>
    /// <param name="IsMailRefused">The backend refused MAIL: the reply holds for each further recipient.</param>
    /// <param name="IsRelayLost">The relay failed, for this recipient and for those that the backend had accepted.</param>
    public sealed record RecipientAnswered(PassedRecipient Recipient, RecipientFate Fate, bool IsMailRefused = false, bool IsRelayLost = false) : PartStep;

    /// <summary>The client left before the backend's reply to this recipient was known.</summary>
    public sealed record RecipientAbandoned(PassedRecipient Recipient) : PartStep;

    /// <summary>The backend expects the mail data: send its reply and read chunks.</summary>
    public sealed record GoAhead(SmtpReply Reply) : PartStep;

    /// <summary>A chunk was sent to the backend, and the next one is being read.</summary>
    public sealed record ChunkRelayed : PartStep
    {
        /// <summary>The one instance.</summary>
        public static readonly ChunkRelayed Instance = new();
    }

    /// <summary>The session must end with this reply.</summary>
    /// <param name="Mail">The outcome of the mail if the reply gives its reason; null if the mail ends only because the session does.</param>
    public sealed record SessionOver(SmtpReply Reply, MailStatus? Mail) : PartStep;

    /// <summary>The message ends the session at once.</summary>
    public sealed record EndNow : PartStep
    {
        /// <summary>The one instance.</summary>
        public static readonly EndNow Instance = new();
    }
}
