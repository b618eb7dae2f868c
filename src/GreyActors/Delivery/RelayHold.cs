using GreyActors.Components;
using GreyActors.Core.Relaying;

namespace GreyActors.Delivery;

/// <summary>Measures how long a session makes its relay wait for the client, and makes the relay's place revocable when that is too long.</summary>
/// <remarks>
/// One timer serves many short waits: it is not moved when a wait ends, but compared with the time that was really spent when it fires.
/// Most sessions end before.
/// </remarks>
/// <param name="deadline">Its timer; the session passes each <see cref="DeadlinePassed"/> to <see cref="Is"/>.</param>
/// <param name="time">The clock.</param>
public sealed class RelayHold(Deadline deadline, TimeProvider time)
{
    private HoldTime _spent;
    private TimeSpan? _due;

    // While the client is awaited; otherwise null.
    private RelayPlace? _place;
    private HoldLimits _limits;
    private bool _inMailData;
    private long _since;

    /// <summary>The relay waits for the client from now on.</summary>
    public void Await(RelayPlace place, HoldLimits limits, bool inMailData)
    {
        (_place, _limits, _inMailData, _since) = (place, limits, inMailData, time.GetTimestamp());
        Watch();
    }

    /// <summary>The client has done its part, or the relay has ended.</summary>
    public void Stop()
    {
        if (_place is null)
            return;
        _spent = Spent();
        if (_place.State != PlaceState.Taken)
            _place.MakeIrrevocable();
        _place = null;
    }

    /// <summary>The client has completed a mail: what it spent counts no more.</summary>
    public void Complete()
    {
        Stop();
        _spent = default;
    }

    /// <summary>The session has ended.</summary>
    public void End()
    {
        _place = null;
        deadline.Clear();
    }

    /// <summary>Whether the message is about the wait for the client.</summary>
    public bool Is(object message) => deadline.Is(message);

    /// <summary>The timer has fired. True when the session must end.</summary>
    public bool IsOver()
    {
        _due = null;
        if (_place is null)
            return false;
        Watch();
        return !_inMailData && Spent().UntilTimeout(_limits) == TimeSpan.Zero;
    }

    /// <summary>Where the client is: within the mail data, or before it. Null when this place is not taken back any more.</summary>
    public bool? IsTakenInMailData(RelayPlace place) =>
        ReferenceEquals(place, _place) && place.State == PlaceState.Revoked ? _inMailData : null;

    /// <summary>The place is given back because others wait.</summary>
    public void Yield()
    {
        _spent = Spent();
        _place = null;
    }

    private HoldTime Spent() => _spent.With(time.GetElapsedTime(_since), _inMailData);

    private void Watch()
    {
        var spent = Spent();
        var next = spent.UntilRevocable(_limits, _inMailData);
        if (next == TimeSpan.Zero)
        {
            _place!.MakeRevocable(_inMailData);
            next = _inMailData ? TimeSpan.MaxValue : spent.UntilTimeout(_limits);
        }

        if (next is { Ticks: 0 or long.MaxValue })
            return;
        var due = time.GetElapsedTime(0) + next;
        if (_due <= due)
            return;
        _due = due;
        deadline.Set(next);
    }
}
