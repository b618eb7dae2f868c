using Akka.Actor;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;

namespace GreyActors.Verification;

/// <summary>The sessions with one backend that verify recipients, and the recipients that wait for one. A part of the <see cref="RecipientVerifier"/>.</summary>
/// <param name="open">Starts a session with an address of the backend.</param>
/// <param name="ended">Called for each recipient with the outcome.</param>
internal sealed class BackendSessions(Func<RelayTarget, IActorRef> open, Action<MailPath, VerificationOutcome> ended)
{
    /// <summary>The maximum number of recipients that wait for a session.</summary>
    private const int MostWaiting = 256;

    private readonly Queue<MailPath> _waiting = new();

    // The recipient that a session verifies. Null: it opens, or has reported the outcome and is not ready yet.
    private readonly Dictionary<IActorRef, MailPath?> _sessions = [];
    private readonly HashSet<IActorRef> _idle = [];
    private readonly HashSet<IActorRef> _opening = [];
    private readonly HashSet<IActorRef> _leaving = [];
    private int _failures;
    private TimeSpan _closedUntil;

    /// <summary>Verifies a recipient.</summary>
    /// <param name="target">The address for a new session.</param>
    /// <param name="now">A time that only grows.</param>
    public void Verify(MailPath forwardPath, RelayTarget target, TimeSpan now)
    {
        if (_waiting.Count >= MostWaiting || (_sessions.Count == 0 && now < _closedUntil))
        {
            ended(forwardPath, VerificationOutcome.Unknown.Instance);
            return;
        }

        _waiting.Enqueue(forwardPath);
        Assign();
        if (_waiting.Count > SoonReady && _sessions.Count < ProcessCapacity.MostVerificationSessions && now >= _closedUntil)
        {
            var session = open(target);
            _sessions.Add(session, null);
            _opening.Add(session);
        }
    }

    /// <summary>A session is ready for a recipient.</summary>
    public void Ready(IActorRef session)
    {
        if (!_sessions.ContainsKey(session))
            return;
        _opening.Remove(session);
        _idle.Add(session);
        (_failures, _closedUntil) = (0, TimeSpan.Zero);
        Assign();
    }

    /// <summary>A session ends and gets no further recipient; it counts until it has stopped.</summary>
    public void Leaves(IActorRef session)
    {
        if (_idle.Remove(session))
            _leaving.Add(session);
    }

    /// <summary>A session reports an outcome.</summary>
    public void Answered(IActorRef session, VerificationOutcome outcome)
    {
        if (_sessions.GetValueOrDefault(session) is not { } forwardPath)
            return;
        _sessions[session] = null;
        ended(forwardPath, outcome);
    }

    /// <summary>A session has stopped. One that never became ready means that the backend cannot be used now.</summary>
    /// <returns>True if the backend is avoided for a while from now on, and was not before.</returns>
    public bool Stopped(IActorRef session, TimeSpan now)
    {
        var wasOpening = _opening.Remove(session);
        _idle.Remove(session);
        _leaving.Remove(session);
        if (_sessions.Remove(session, out var forwardPath) && forwardPath is { } left)
            ended(left, VerificationOutcome.Unknown.Instance);
        var isFirst = wasOpening && _failures == 0;
        if (wasOpening)
            _closedUntil = now + BackOff.Default.After(_failures++);
        if (_sessions.Count == 0)
            GiveUpWaiting();
        return isFirst;
    }

    /// <summary>Nothing that waits is verified. The owner stops the sessions.</summary>
    public void End()
    {
        GiveUpWaiting();
        foreach (var forwardPath in _sessions.Values.OfType<MailPath>())
            ended(forwardPath, VerificationOutcome.Unknown.Instance);
        _sessions.Clear();
        _idle.Clear();
        _opening.Clear();
        _leaving.Clear();
    }

    // Sessions that open, or wait for the reply to RSET.
    private int SoonReady => _sessions.Count(session => session.Value is null) - _idle.Count - _leaving.Count;

    private void Assign()
    {
        while (_waiting.Count > 0 && _idle.FirstOrDefault() is { } session)
        {
            var forwardPath = _waiting.Dequeue();
            _idle.Remove(session);
            _sessions[session] = forwardPath;
            session.Tell(forwardPath);
        }
    }

    private void GiveUpWaiting()
    {
        while (_waiting.TryDequeue(out var forwardPath))
            ended(forwardPath, VerificationOutcome.Unknown.Instance);
    }
}
