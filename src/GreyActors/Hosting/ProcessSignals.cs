using System.Collections.Immutable;
using System.Runtime.InteropServices;
using GreyActors.Components;

namespace GreyActors.Hosting;

/// <summary>Handles signals during the whole life of the process, so that the system's default action never ends it.</summary>
/// <remarks>
/// The host's own handling begins when the host is built and ends when it is disposed; a signal before or after that would kill the process with an
/// exit code other than 0. A signal that arrives before its handler exists is kept and delivered later.
/// </remarks>
public sealed class ProcessSignals
{
    // Signals without a name in PosixSignal (signal(7)).
    private const PosixSignal Usr1 = (PosixSignal)10;
    private const PosixSignal FileTooLarge = (PosixSignal)25;

    // Never collected and never disposed: the process needs the registrations until it ends.
    private static ProcessSignals? _service;

    private readonly ImmutableArray<PosixSignalRegistration> _registrations;
    private readonly OnceReady _stop = new();
    private readonly OnceReady _reload = new();
    private readonly OnceReady _reopen = new();
    private volatile bool _isReleased;

    private ProcessSignals()
    {
        (PosixSignal, OnceReady?)[] signals = [(PosixSignal.SIGTERM, _stop), (PosixSignal.SIGINT, _stop), (PosixSignal.SIGQUIT, _stop), (PosixSignal.SIGHUP, _reload)];
        // A file that has reached its limit (ulimit -f) makes the write fail, which is enough. A pipe without a reader does, too: the runtime ignores SIGPIPE.
        (PosixSignal, OnceReady?)[] more = [(Usr1, _reopen), (FileTooLarge, null)];
        _registrations = [.. (OperatingSystem.IsLinux() ? signals.Concat(more) : signals).Select(one => Handle(one.Item1, one.Item2))];
    }

    /// <summary>Starts to handle signals.</summary>
    public static ProcessSignals Listen() => _service = new ProcessSignals();

    /// <summary>Restores the default actions, because the process is not a service. A signal that has arrived meanwhile takes effect now.</summary>
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

    /// <summary>Sets the handler of SIGTERM, SIGINT and SIGQUIT; called at once if one has already arrived.</summary>
    public void OnStop(Action stop) => _stop.Deliver(stop);

    /// <summary>Sets the handler of SIGHUP; called at once if one has already arrived.</summary>
    public void OnReload(Action reload) => _reload.Deliver(reload);

    /// <summary>Sets the handler of SIGUSR1; called at once if one has already arrived.</summary>
    public void OnReopen(Action reopen) => _reopen.Deliver(reopen);

    private PosixSignalRegistration Handle(PosixSignal signal, OnceReady? part) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = !_isReleased;
        part?.Signal();
    });

    /// <summary>The handler of a signal. Signals that arrive before it is set become one call.</summary>
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
