using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Judges an invented attempt and forgets it, so that the first client does not wait for the just-in-time compiler.</summary>
internal static class WarmUp
{
    /// <summary>Runs all code of an attempt except the store.</summary>
    public static void Run()
    {
        var attempt = new Attempt([new ClientIdentity("192.0.2.0/24")], "nobody@example.org", "nobody@example.com");
        var timing = new GreylistTiming(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.Zero);
        var state = new GreylistState();
        foreach (var now in new[] { DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch + timing.InitialDelay, DateTimeOffset.UnixEpoch + timing.RetryWindow })
        {
            if (GreylistRules.Decide(state, attempt, timing, now, IgnoredIdentities.None).Event is not { } happened)
                continue;
            state.Apply((GreylistEvent)GreylistFormat.Read(GreylistFormat.Write(happened), GreylistFormat.ManifestOf(happened)));
        }

        var snapshot = state.TakeSnapshot();
        GreylistFormat.Read(GreylistFormat.Write(snapshot), GreylistFormat.ManifestOf(snapshot));
    }
}
