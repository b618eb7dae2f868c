using System.Diagnostics;
using Akka.Actor;
using GreyActors.Components;
using Xunit;

namespace GreyActors.Tests.Greylisting;

/// <summary>The checks that the keeper of a store in the lab reports.</summary>
internal static class GreylistReadiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The current keeper.</summary>
    public static Task<IActorRef> Keeper(this GreylistLab lab) => lab.System.ActorSelection(lab.Greylist.Path / "store").ResolveOne(Patience);

    /// <summary>A check of the keeper; it has failed if the keeper does not answer.</summary>
    public static async Task<ReadinessCheck> Check(this GreylistLab lab, string name)
    {
        try
        {
            var answer = await lab.System.ActorSelection(lab.Greylist.Path / "store").Ask<Readiness>(GetReadiness.Instance, TimeSpan.FromSeconds(1));
            return answer.Checks.Single(check => check.Name == name);
        }
        catch (AskTimeoutException)
        {
            return new ReadinessCheck(name, false, "no answer");
        }
    }

    /// <summary>Waits until a check is ok, or is not; returns the reason.</summary>
    public static async Task<string> Becomes(this GreylistLab lab, string name, bool ok)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var check = await lab.Check(name);
            if (check.Ok == ok)
                return check.Why;
            Assert.True(watch.Elapsed < Patience, $"{name} is {check.Ok}: {check.Why}");
            await Task.Delay(10);
        }
    }
}
