using System.Runtime.Serialization;
using System.Text.Json;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Outcome;
using GreyActors.Outcome;
using Xunit;

namespace GreyActors.Tests.Outcome;

public sealed class OutcomeFormatTests
{
    private static readonly OutcomeTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2));
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_snapshot_survives_being_written_and_read()
    {
        var state = Filled();
        var read = new OutcomeState(new OutcomeLimits());
        read.Restore(OutcomeFormat.Read(OutcomeFormat.Write(state.TakeSnapshot())));

        var expected = ReportOf(state);
        Assert.Contains("\"GaveUp\":1", expected, StringComparison.Ordinal);
        Assert.Contains("\"From\":\"once@example.org\"", expected, StringComparison.Ordinal);
        Assert.Equal(expected, ReportOf(read));
        Assert.Equal(OutcomeFormat.Write(state.TakeSnapshot()), OutcomeFormat.Write(read.TakeSnapshot()));
    }

    [Fact]
    public void Damaged_bytes_are_damage_or_a_snapshot_and_nothing_else()
    {
        var bytes = OutcomeFormat.Write(Filled().TakeSnapshot());
        var random = new Random(7);
        for (var i = 0; i < 5000; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Array.Resize(ref damaged, random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length);
            try
            {
                var state = new OutcomeState(new OutcomeLimits());
                state.Restore(OutcomeFormat.Read(damaged));
                _ = ReportOf(state);
            }
            catch (SerializationException)
            {
                // The keeper begins again.
            }
        }
    }

    private static OutcomeState Filled()
    {
        var state = new OutcomeState(new OutcomeLimits());
        void Note(int minute, string from, RecipientRule rule, DecisionStatus judged, DecisionStatus? final = null, IdentityKind? by = null, bool wouldDefer = false) => state.Note(
            new OutcomeDecision(
                Start.AddMinutes(minute), Partitioning.Hash(from, "bob@example.com"), System.Net.IPAddress.Parse("192.0.2.1"),
                [new ClientIdentity("192.0.2.0/24"), new ClientIdentity("spf:example.org")], from, "bob@example.com", rule, by, judged, final ?? judged, null, wouldDefer),
            Timing);
        Note(0, "once@example.org", RecipientRule.NeverSeen, DecisionStatus.Deferred);
        Note(0, "gone@example.org", RecipientRule.NeverSeen, DecisionStatus.Deferred);
        Note(1, "gone@example.org", RecipientRule.StillWaiting, DecisionStatus.Deferred);
        state.Expire(Start.AddDays(3), Timing);
        Note(4400, "ann@example.org", RecipientRule.NeverSeen, DecisionStatus.Deferred);
        Note(4410, "ann@example.org", RecipientRule.WaitedLongEnough, DecisionStatus.Accepted, by: IdentityKind.Spf);
        Note(4420, "ann@example.org", RecipientRule.KnownTriplet, DecisionStatus.Accepted, by: IdentityKind.Network);
        Note(4430, "observed@example.org", RecipientRule.NeverSeen, DecisionStatus.Accepted, wouldDefer: true);
        Note(4440, "failed@example.org", RecipientRule.NeverSeen, DecisionStatus.Deferred);
        Note(4450, "failed@example.org", RecipientRule.WaitedLongEnough, DecisionStatus.Accepted, DecisionStatus.Failed);
        foreach (var minute in (int[])[4460, 4470, 4480])
            Note(minute, "stuck@example.org", RecipientRule.NeverSeen, DecisionStatus.Deferred);
        return state;
    }

    private static string ReportOf(OutcomeState state) =>
        JsonSerializer.Serialize(OutcomeReporter.Make(state, Start.AddDays(4), 30, 20, Timing, 0));
}
