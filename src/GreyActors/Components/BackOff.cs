namespace GreyActors.Components;

/// <summary>The wait before a failed operation is tried again, doubled each time.</summary>
public sealed record BackOff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>One second to half a minute: short after a brief failure, and rare for a database that is missing.</summary>
    public static readonly BackOff Default = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>The wait after <paramref name="failures"/> failures before this one.</summary>
    public TimeSpan After(int failures)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures, 30));
        return doubled < Longest ? doubled : Longest;
    }
}
