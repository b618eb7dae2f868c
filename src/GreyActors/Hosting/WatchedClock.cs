using Akka.Event;
using GreyActors.Core.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>Logs jumps of the clock. After a jump nothing expires for some time, because the clock may have been wrong only for a moment.</summary>
/// <param name="time">The clock.</param>
/// <param name="log">Gets a line for each jump.</param>
internal sealed class WatchedClock(TimeProvider time, ILoggingAdapter log)
{
    private ClockTrust _trust = ClockTrust.Begin(time.GetUtcNow(), time.GetElapsedTime(0));

    /// <summary>Looks at the clock; returns whether it is trusted.</summary>
    public bool Look()
    {
        _trust = _trust.Look(time.GetUtcNow(), time.GetElapsedTime(0));
        if (_trust.HasJumped)
            log.Warning(LogLines.ClockJumped, InWords.Span(_trust.Jump.Duration()), _trust.Jump > TimeSpan.Zero ? "ahead" : "back", InWords.Span(ClockTrust.Pause));
        return _trust.IsTrusted;
    }
}
