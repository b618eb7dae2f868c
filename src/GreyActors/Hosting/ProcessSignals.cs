using System.Collections.Immutable;
using System.Runtime.InteropServices;
using GreyActors.Components;

namespace GreyActors.Hosting;

/// <summary>The signals of a service, from the first moment of the process to its last: none of them ends it by the system's default action.</summary>
/// <remarks>
/// The host's own handling begins when the host is built and ends when it is disposed; a signal before or after that would kill the process, with another
/// exit code than 0. A signal that comes before its part of the service is there is kept and delivered then.
/// </remarks>
public sealed class ProcessSignals
{
    // Those that PosixSignal has no name for (signal(7)).
    private const PosixSignal Usr1 = (PosixSignal)10;
    private const PosixSignal FileTooLarge = (PosixSignal)25;

    // Not collected, and never disposed: the process keeps them until it has ended.
    private static ProcessSignals? _service;

    private readonly ImmutableArray<PosixSignalRegistration> _registrations;
    private readonly OnceReady _stop = new();
    private readonly OnceReady _reload = new();
    private readonly OnceReady _reopen = new();
    private volatile bool _isReleased;

    private ProcessSignals()
    {
        (PosixSignal, OnceReady?)[] signals = [(PosixSignal.SIGTERM, _stop), (PosixSignal.SIGINT, _stop), (PosixSignal.SIGQUIT, _stop), (PosixSignal.SIGHUP, _reload)];
        // A file at its limit (ulimit -f) is an error of the write that met it. So is a pipe without a reader: the runtime ignores SIGPIPE itself.
        (PosixSignal, OnceReady?)[] more = [(Usr1, _reopen), (FileTooLarge, null)];
        _registrations = [.. (OperatingSystem.IsLinux() ? signals.Concat(more) : signals).Select(one => Handle(one.Item1, one.Item2))];
    }

    /// <summary>From now on signals are kept or delivered.</summary>
    public static ProcessSignals Listen() => _service = new ProcessSignals();

    /// <summary>The process is no service: signals have their default action again, also one that came meanwhile.</summary>
    public void Release()
    {
        _isReleased = true;
        foreach (var registration in _registrations)
            registration.Dispose();
        if (_service == this)
            _service = null;
        if (_stop.IsPending || _reload.IsPending)
            Environment.Exit(ExitCode.Interrupted);
    }

    /// <summary>SIGTERM, SIGINT and SIGQUIT call this, also those that came before.</summary>
    public void OnStop(Action stop) => _stop.Deliver(stop);

    /// <summary>SIGHUP calls this, also one that came before.</summary>
    public void OnReload(Action reload) => _reload.Deliver(reload);

    /// <summary>SIGUSR1 calls this, also one that came before.</summary>
    public void OnReopen(Action reopen) => _reopen.Deliver(reopen);

    private PosixSignalRegistration Handle(PosixSignal signal, OnceReady? part) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = !_isReleased;
        part?.Signal();
    });

    /// <summary>What a signal calls. Signals that come before it is known become one call.</summary>
    private sealed class OnceReady
    {
        private readonly Lock _gate = new();
        private Action? _deliver;

        public bool IsPending { get; private set; }

        public void Signal()
        {
            Action? deliver;
            lock (_gate)
            {
                deliver = _deliver;
                IsPending = deliver is null;
            }

            deliver?.Invoke();
        }

        public void Deliver(Action deliver)
        {
            bool isPending;
            lock (_gate)
            {
                _deliver = deliver;
                (isPending, IsPending) = (IsPending, false);
            }

            if (isPending)
                deliver();
        }
    }
}
