namespace GreyActors.Doors.Smtp;

/// <content>Another configuration, in the midst of a session: a mail transaction is judged by one from its beginning to its end.</content>
public sealed partial class GreylistPolicy
{
    // Between two mail transactions: what the client was told of us at EHLO stays true, everything else is new.
    private void GoByNewest()
    {
        if (_parts.Newest.Now is not { } newest || ReferenceEquals(newest, _parts))
            return;
        _parts = newest;
        _rules = _rules with { DeferAt = newest.Settings.Greylisting.DeferAt, DeferReply = newest.Judging.Rules.DeferReply };
        _judge.Use(newest.Judging);
    }
}
