using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Net;

namespace GreyActors.Hosting;

/// <summary>
/// Reports to the <see cref="ServiceManager"/>: readiness once all parts are ready, failed checks, and that the service is not stuck, which is
/// reported only after an answer of GreylistServer.
/// </summary>
/// <remarks>
/// An unusable database must not delay readiness for long: mail is accepted without it, and a service manager that kills an unready program would
/// prevent that. Stops when the actor system does.
/// </remarks>
public sealed class ServiceReporter : Component, IWithTimers
{
    private static readonly TimeSpan WhileStarting = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Serving = TimeSpan.FromSeconds(10);

    // For work at the start: a large greylist is loaded.
    private static readonly TimeSpan Extension = TimeSpan.FromSeconds(30);

    // After this time open listeners are enough for readiness.
    private static readonly TimeSpan PatienceWithOtherParts = TimeSpan.FromSeconds(60);

    private readonly ServiceManager _manager;
    private readonly ImmutableArray<string> _sources;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Readiness> _answers = new(StringComparer.Ordinal);
    private string _reported = "";

    private ServiceReporter(Nameplate nameplate, ServiceManager manager, ImmutableArray<string> sources, TimeProvider time)
        : base(nameplate)
    {
        _manager = manager;
        _sources = sources;
        _time = time;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props.</summary>
    /// <param name="manager">The service manager.</param>
    /// <param name="sources">Paths of the actors that answer <see cref="GetReadiness"/>; the first is GreylistServer's.</param>
    /// <param name="time">The clock.</param>
    public static Props Props(ServiceManager manager, ImmutableArray<string> sources, TimeProvider time) =>
        PropsOf(nameplate => new ServiceReporter(nameplate, manager, sources, time));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ReloadBegan));
        Context.System.EventStream.Subscribe(Self, typeof(ReloadEnded));
        Timers.StartPeriodicTimer(CheckTick.Instance, CheckTick.Instance, TimeSpan.Zero, WhileStarting);
        Enter(AwaitingReadiness(_time.GetTimestamp()));
    }

    private UntypedReceive AwaitingReadiness(long since) => message =>
    {
        switch (message)
        {
            case CheckTick:
                Ask();
                break;
            case Readiness answer:
                Note(answer);
                if (IsReady(since))
                    ReportReady();
                else
                    _manager.ReportStarting(InWords(), Extension);
                break;
            case Control.Drain:
                Enter(ShuttingDown);
                break;
            case ReloadBegan or ReloadEnded:
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Reporting(object message)
    {
        switch (message)
        {
            case CheckTick:
                Ask();
                break;
            case Readiness answer:
                Note(answer);
                ReportChange();
                break;
            case ReloadBegan:
                _manager.ReportReloading();
                break;
            case ReloadEnded ended:
                // This status stays until the next change.
                _manager.ReportReady(InWords(ended.Outcome));
                break;
            case Control.Drain:
                Enter(ShuttingDown);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void ShuttingDown(object message)
    {
        switch (message)
        {
            case CheckTick:
                Ask();
                break;
            case Readiness answer:
                Note(answer);
                break;
            case ReloadBegan or ReloadEnded or Control.Drain:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Ask()
    {
        foreach (var source in _sources)
            Context.ActorSelection(source).Tell(GetReadiness.Instance);
    }

    private void Note(Readiness answer)
    {
        var source = Sender.Path.ToStringWithoutAddress();
        _answers[source] = answer;
        if (source == _sources[0])
            _manager.ReportAlive();
    }

    private IEnumerable<ReadinessCheck> Checks => _answers.Values.SelectMany(answer => answer.Checks);

    private bool IsReady(long since) =>
        _answers.TryGetValue(_sources[0], out var server) && server.Checks.Any(check => check is { Name: "listeners", Ok: true })
        && ((_answers.Count == _sources.Length && !Checks.Any(check => check.IsFatal)) || _time.GetElapsedTime(since) > PatienceWithOtherParts);

    private void ReportReady()
    {
        _reported = InWords();
        _manager.ReportReady(_reported);
        Timers.StartPeriodicTimer(CheckTick.Instance, CheckTick.Instance, _manager.Watchdog / 2 is { } half && half < Serving ? half : Serving);
        Enter(Reporting);
    }

    private void ReportChange()
    {
        var words = InWords();
        if (words == _reported)
            return;
        _reported = words;
        _manager.ReportStatus(words);
    }

    private string InWords() => Checks.Where(check => !check.Ok).ToArray() is { Length: > 0 } failed
        ? $"{(failed.Any(check => check.IsFatal) ? "Failed" : "Degraded")}: {string.Join("; ", failed.Select(check => $"{check.Name}: {check.Why}"))}"
        : _answers.TryGetValue(_sources[0], out var server)
            ? $"OK: {string.Join("; ", server.Checks.Select(check => check.Why))}"
            : "Starting";

    private static string InWords(ReloadOutcome outcome) => outcome switch
    {
        ReloadOutcome.Applied applied => $"OK: configuration reloaded; {ReloadWords.Of(applied)}",
        ReloadOutcome.Refused refused => $"Configuration not reloaded, the previous one stays active: {refused.Errors[0]}",
        ReloadOutcome.Ignored ignored => $"Configuration not reloaded: {ignored.Why}",
        _ => "OK: configuration reloaded, no changes",
    };

    private sealed record CheckTick
    {
        public static readonly CheckTick Instance = new();
    }
}
