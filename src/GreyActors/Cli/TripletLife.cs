using GreyActors.Core.Greylisting;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>The state and the next step of a triplet, in words.</summary>
internal static class TripletLife
{
    /// <summary>The state.</summary>
    public static Cell State(ShownTriplet life) => new(Format.Word(life.State), life.State switch
    {
        TripletState.Passed => Tone.Good,
        TripletState.Waiting => Tone.Waiting,
        _ => Tone.Plain,
    });

    /// <summary>The next step.</summary>
    public static string Next(ShownTriplet life, DateTimeOffset now) => life switch
    {
        { Ignored: { } ignored } => ignored,
        { State: TripletState.Waiting, PassesFrom: { } from } when from > now => $"passes in {Format.Span(from - now)}",
        { State: TripletState.Waiting, PassesUntil: { } until } when until > now => $"a retry passes, for another {Format.Span(until - now)}",
        { State: TripletState.Waiting } => "expired: a retry waits again",
        { State: TripletState.Passed, Expires: { } expires } => $"passes until {Format.Time(expires)}; each mail extends this",
        { State: TripletState.Expired } => "expired",
        _ => "",
    };
}
