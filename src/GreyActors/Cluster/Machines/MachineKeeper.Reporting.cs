using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Machines;
using GreyActors.Observability;

namespace GreyActors.Cluster.Machines;

/// <content>The reports of the machines to each other: whether the database works, and the values that must agree.</content>
public sealed partial class MachineKeeper
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(2);

    // Bounded by the members of the cluster: the report of a machine that is no member is ignored.
    private readonly Dictionary<MachineId, (MachineReport Report, long At)> _reports = [];
    private readonly Dictionary<MachineId, string> _loggedDifferences = [];

    private void Exchange()
    {
        var report = OwnReport();
        foreach (var member in OtherMembers())
            Context.ActorSelection(new RootActorPath(member.Address) / "user" / Name).Tell(report, Self);
        var failing = Since(_failingSince);
        if (StoreCut.WorksFor(failing, _reports.Values.Select(other => new StoreReport(other.Report.Machine.Address, AgeOf(other.At), other.Report.StoreWorking))) is { } other)
            End($"the database does not answer this machine, and has answered {other.Address} for {InWords(other.Working)}");
    }

    private void Receive(MachineReport report)
    {
        if (!OtherMembers().Any(member => ClusterHocon.IdOf(member.UniqueAddress) == report.Machine))
            return;
        _reports[report.Machine] = (report, _parts.Time.GetTimestamp());
        var differences = string.Join("; ", DifferencesOf(report).Select(value => $"{value.Key} is {value.Own} here and {value.Other} there"));
        if (differences != _loggedDifferences.GetValueOrDefault(report.Machine, ""))
        {
            if (differences.Length > 0)
                _log.Warning(LogLines.ConfigurationDiffers, report.Machine.Address, differences);
            else
                _log.Info(LogLines.ConfigurationAgrees, report.Machine.Address);
            _loggedDifferences[report.Machine] = differences;
        }
    }

    private void Forget(Member removed)
    {
        _reports.Remove(ClusterHocon.IdOf(removed.UniqueAddress));
        _loggedDifferences.Remove(ClusterHocon.IdOf(removed.UniqueAddress));
    }

    private MachinesDescribed Describe() => new(_id, _parts.Ledger.Remembered, Since(_failingSince),
    [
        .. _reports.Values.OrderBy(other => other.Report.Machine.Address, StringComparer.Ordinal)
            .Select(other => new OtherMachine(other.Report, AgeOf(other.At), DifferencesOf(other.Report))),
    ]);

    private Readiness ReadinessWhen(bool isMember)
    {
        var differing = _reports.Values.Select(other => other.Report).Where(report => !DifferencesOf(report).IsEmpty).ToList();
        return Readiness.Of(
            new ReadinessCheck("cluster", isMember, isMember ? OtherMembers().Count() is var others and not 1 ? $"with {others} other machines" : "with 1 other machine" : _waitsFor.Length > 0 ? $"waits for {_waitsFor}" : "joins the cluster"),
            new ReadinessCheck(
                "cluster-configuration",
                differing.Count == 0,
                differing.Count == 0 ? "the configurations of all machines agree" : string.Join("; ", differing.Select(report => $"{report.Machine.Address}: {string.Join(", ", DifferencesOf(report).Select(value => value.Key))}")))
            {
                Optional = true,
            });
    }

    private MachineReport OwnReport() => new(_id, _parts.Version, Since(_workingSince), _parts.Values());

    private ImmutableArray<ValueDifference> DifferencesOf(MachineReport report) => Agreement.Compare(_parts.Values(), report.Values);

    private IEnumerable<Member> OtherMembers() => _cluster.State.Members.Where(member => !IsSelf(member) && member.Status is (MemberStatus.Up or MemberStatus.WeaklyUp));

    private TimeSpan AgeOf(long at) => _parts.Time.GetElapsedTime(at);

    private TimeSpan? Since(long? at) => at is { } since ? AgeOf(since) : null;

    private static string InWords(TimeSpan? span) => Core.Greylisting.InWords.Span(span ?? TimeSpan.Zero);

    private sealed record ReportDue
    {
        public static readonly ReportDue Instance = new();
    }
}
