using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;

namespace GreyActors.Replay;

/// <summary>One try of a message at a site: the judge's answers for its recipients, and the effect of one on the others, as in a session.</summary>
internal sealed class SiteTry(ReplaySite site)
{
    private readonly DeferAt _deferAt = site.Settings.Greylisting.DeferAt;
    private (DecisionStatus Status, RecipientRule Rule)[] _answers = new (DecisionStatus, RecipientRule)[16];

    /// <summary>The answer for a recipient that was waiting.</summary>
    public (DecisionStatus Status, RecipientRule Rule) this[int recipient] => _answers[recipient];

    /// <summary>Judges the recipients that are still waiting.</summary>
    /// <param name="number">The number of the try.</param>
    /// <param name="outcomes">The outcomes so far.</param>
    /// <param name="time">Unix milliseconds.</param>
    public void Judge(ReplayMessage message, int number, ReadOnlySpan<RecipientOutcome> outcomes, long time)
    {
        if (_answers.Length < outcomes.Length)
            _answers = new (DecisionStatus, RecipientRule)[outcomes.Length];
        var (host, now) = (message.HostOf(number), DateTimeOffset.FromUnixTimeMilliseconds(time));
        var (isForWholeMail, isAnyDeferred) = (false, false);
        for (var recipient = 0; recipient < outcomes.Length; recipient++)
        {
            if (outcomes[recipient].State != RecipientState.Waiting)
                continue;
            var question = new RecipientQuestion(host.Client, host.Helo, message.ReversePath, message.ForwardPaths[recipient]) { PassesWithMail = isForWholeMail };
            var answer = site.Judge(question, host, now);
            _answers[recipient] = (answer.Status, answer.Rule);
            isForWholeMail |= answer.IsForWholeMail && _deferAt == DeferAt.Data;
            isAnyDeferred |= answer.Status == DecisionStatus.Deferred;
        }

        // The deferral of the null reverse-path, and with defer-at = data every deferral, is answered at DATA: for all recipients, and never to a probe.
        if (isAnyDeferred && (message.ReversePath.IsNull || _deferAt == DeferAt.Data))
            Share(message.IsProbe ? DecisionStatus.Accepted : DecisionStatus.Deferred, outcomes);
    }

    private void Share(DecisionStatus status, ReadOnlySpan<RecipientOutcome> outcomes)
    {
        for (var recipient = 0; recipient < outcomes.Length; recipient++)
        {
            if (outcomes[recipient].State == RecipientState.Waiting && _answers[recipient].Status != DecisionStatus.Refused)
                _answers[recipient].Status = status;
        }
    }
}
