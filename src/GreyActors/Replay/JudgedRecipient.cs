namespace GreyActors.Replay;

/// <summary>A recipient with its outcome, for the figures.</summary>
/// <param name="Recipient">The index of the recipient in the message.</param>
/// <param name="IsFirst">Whether this is the first message of a correspondence.</param>
internal readonly record struct JudgedRecipient(ReplayMessage Message, int Recipient, bool IsFirst, RecipientOutcome Outcome)
{
    /// <summary>The delay of a recipient that was never accepted.</summary>
    public const int Lost = int.MaxValue;

    /// <summary>What the history knows about the message.</summary>
    public MessageLabels Labels => Message.Labels;

    /// <summary>Whether somebody wants the message.</summary>
    public MessageClass Class => Message.Labels.Class;

    /// <summary>Milliseconds from the first try to the accepted one; <see cref="Lost"/> if there is none.</summary>
    public int Delay => Outcome.State == RecipientState.Accepted ? Outcome.Delay : Lost;

    /// <summary>Whether the sender retried late enough to pass, or would have if it had been deferred.</summary>
    public bool HasRetried => Message.Tries[^1].Delay >= RecipientOutcome.Useful;

    /// <summary>Whether the recipient exists.</summary>
    public bool IsMailbox => !Message.Labels.NoMailboxes.Contains(Recipient);
}
