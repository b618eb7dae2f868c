namespace GreyActors.Components;

/// <summary>How long to wait before something that failed is tried again: twice as long each time.</summary>
public sealed record BackOff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>One second to half a minute: soon enough after a hiccup, seldom enough for a store that is gone.</summary>
    public static readonly BackOff Default = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>The wait after <paramref name="failures"/> failures before this one.</summary>
    public TimeSpan After(int failures)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures, 30));
        return doubled < Longest ? doubled : Longest;
    }
}
