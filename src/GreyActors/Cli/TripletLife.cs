using GreyActors.Core.Greylisting;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>The life of a triplet in words.</summary>
internal static class TripletLife
{
    /// <summary>Its state.</summary>
    public static Cell State(ShownTriplet life) => new(InShort.Word(life.State), life.State switch
    {
        TripletState.Passed => Tone.Good,
        TripletState.Waiting => Tone.Waiting,
        _ => Tone.Plain,
    });

    /// <summary>What comes next for it.</summary>
    public static string Next(ShownTriplet life, DateTimeOffset now) => life switch
    {
        { State: TripletState.Waiting, PassesFrom: { } from } when from > now => $"passes in {InShort.Span(from - now)}",
        { State: TripletState.Waiting, PassesUntil: { } until } when until > now => $"would pass, for {InShort.Span(until - now)} still",
        { State: TripletState.Waiting } => "too late: would wait anew",
        { State: TripletState.Passed, Expires: { } expires } => $"passes until {InShort.Time(expires)}, and longer with each mail",
        { State: TripletState.Expired } => "counts no more",
        _ => "",
    };
}
