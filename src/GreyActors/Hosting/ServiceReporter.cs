using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Net;

namespace GreyActors.Hosting;

/// <summary>
/// Tells the <see cref="ServiceManager"/> how the service is: ready when all parts are, what is not well, and that it is not stuck,
/// which it only says when GreylistServer has answered.
/// </summary>
/// <remarks>
/// A store that cannot be used must not keep the service from being called ready: mail is taken without it, and a service manager
/// that kills what is not ready in time would keep it from that. Stops when the actor system does.
/// </remarks>
public sealed class ServiceReporter : Component, IWithTimers
{
    private static readonly TimeSpan WhileStarting = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(10);

    // For what is under way at the start: a large greylist is read.
    private static readonly TimeSpan Extension = TimeSpan.FromSeconds(30);

    // When listeners listen, and the rest is not well yet.
    private static readonly TimeSpan PatienceWithTheRest = TimeSpan.FromSeconds(60);

    private readonly ServiceManager _manager;
    private readonly ImmutableArray<string> _sources;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Readiness> _answers = new(StringComparer.Ordinal);
    private string _said = "";

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
    /// <param name="manager">Whom to tell.</param>
    /// <param name="sources">Paths of the actors that answer <see cref="GetReadiness"/>; the first is GreylistServer's.</param>
    /// <param name="time">For the patience at the start.</param>
    public static Props Props(ServiceManager manager, ImmutableArray<string> sources, TimeProvider time) =>
        PropsOf(nameplate => new ServiceReporter(nameplate, manager, sources, time));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ReloadBegan));
        Context.System.EventStream.Subscribe(Self, typeof(ReloadEnded));
        Timers.StartPeriodicTimer(LookTick.Instance, LookTick.Instance, TimeSpan.Zero, WhileStarting);
        Enter(AwaitingReadiness(_time.GetTimestamp()));
    }

    private UntypedReceive AwaitingReadiness(long since) => message =>
    {
        switch (message)
        {
            case LookTick:
                Ask();
                break;
            case Readiness answer:
                Note(answer);
                if (IsReady(since))
                    BeReady();
                else
                    _manager.IsStarting(InWords(), Extension);
                break;
            case Control.Drain:
                Enter(GoingDown);
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
            case LookTick:
                Ask();
                break;
            case Readiness answer:
                Note(answer);
                TellWhatIsNew();
                break;
            case ReloadBegan:
                _manager.IsReloading();
                break;
            case ReloadEnded ended:
                // It stays to be read until there is something else to say.
                _manager.IsReady(InWords(ended.Outcome));
                break;
            case Control.Drain:
                Enter(GoingDown);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void GoingDown(object message)
    {
        switch (message)
        {
            case LookTick:
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
            _manager.IsAlive();
    }

    private bool IsReady(long since) =>
        _answers.TryGetValue(_sources[0], out var server) && server.Checks.Any(check => check is { Name: "listeners", Ok: true })
        && ((_answers.Count == _sources.Length && Unwell().Length == 0) || _time.GetElapsedTime(since) > PatienceWithTheRest);

    private void BeReady()
    {
        _said = InWords();
        _manager.IsReady(_said);
        Timers.StartPeriodicTimer(LookTick.Instance, LookTick.Instance, _manager.Watchdog / 2 is { } half && half < Seldom ? half : Seldom);
        Enter(Reporting);
    }

    private void TellWhatIsNew()
    {
        var words = InWords();
        if (words == _said)
            return;
        _said = words;
        _manager.IsNow(words);
    }

    private string InWords() => Unwell() is { Length: > 0 } unwell
        ? $"Not well: {string.Join("; ", unwell.Select(check => $"{check.Name}: {check.Why}"))}"
        : _answers.TryGetValue(_sources[0], out var server)
            ? $"Well: {string.Join("; ", server.Checks.Select(check => check.Why))}"
            : "Starting";

    private ReadinessCheck[] Unwell() => [.. _answers.Values.SelectMany(answer => answer.Checks).Where(check => !check.Ok)];

    private static string InWords(ReloadOutcome outcome) => outcome switch
    {
        ReloadOutcome.Applied applied => $"Well: the configuration was read anew, {applied.Changed.Length} keys and {applied.Files.Length} files are different",
        ReloadOutcome.Refused refused => $"The old configuration is kept: {refused.Errors[0]}",
        ReloadOutcome.Ignored ignored => $"The configuration was not read anew: {ignored.Why}",
        _ => "Well: the configuration was read anew, nothing is different",
    };

    private sealed record LookTick
    {
        public static readonly LookTick Instance = new();
    }
}
