using Akka.Actor;
using Akka.Event;
using GreyActors.Configuration;
using GreyActors.Observability;

namespace GreyActors.Mail;

/// <summary>Reads the certificate's files again and again, and serves what is new in them; sessions notice nothing of it.</summary>
/// <remarks>
/// What stands in the files is compared, not their times: ACME clients swap a link, orchestrators a folder, and some keep the time.
/// The two files are never changed at one instant, so a pair that does not fit is complained of only when it is found a second time.
/// Stops when its supervisor does.
/// </remarks>
public sealed class CertificateKeeper : Component, IWithTimers
{
    /// <summary>How often the files are read.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly TlsSettings _settings;
    private readonly ServedCertificate _served;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private CertificateKeeper(Nameplate nameplate, TlsSettings settings, ServedCertificate served, TimeProvider time, TimeSpan interval)
        : base(nameplate)
    {
        _settings = settings;
        _served = served;
        _time = time;
        _interval = interval;
        nameplate.About = settings.Certificate;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The keeper of what is served.</summary>
    public static Props Props(TlsSettings settings, ServedCertificate served, TimeProvider time, TimeSpan interval) =>
        PropsOf(nameplate => new CertificateKeeper(nameplate, settings, served, time, interval));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Tell(_served.Pair);
        Rest(trouble: null);
    }

    private UntypedReceive AwaitingInterval(Trouble? trouble) => message =>
    {
        switch (message)
        {
            case LookTick:
                Task.Run(Look).PipeTo(Self);
                Enter(Reading(trouble));
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private UntypedReceive Reading(Trouble? trouble) => message =>
    {
        switch (message)
        {
            case Found { Pair: { } pair } when pair.Fingerprint == _served.Pair.Fingerprint:
                Rest(trouble: null);
                break;
            case Found { Pair: { } pair }:
                _served.Replace(pair);
                Tell(pair);
                Rest(trouble: null);
                break;
            case Found found:
                var again = found.Problem == trouble?.What;
                if (again && trouble is { Told: false })
                    _log.Error(LogLines.CertificateUnusable, found.Problem);
                Rest(new Trouble(found.Problem!, Told: again));
                break;
            case Status.Failure failure:
                _log.Error(failure.Cause, LogLines.CertificateUnusable, failure.Cause.Message);
                Rest(trouble);
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Rest(Trouble? trouble)
    {
        Timers.StartSingleTimer(LookTick.Instance, LookTick.Instance, _interval);
        Enter(AwaitingInterval(trouble));
    }

    private Found Look() =>
        KeyPair.TryRead(_settings.Certificate, _settings.Key, out var pair, out var problem) ? new Found(pair, null) : new Found(null, problem.What);

    private void Tell(KeyPair pair)
    {
        var (from, to) = (pair.Certificate.NotBefore.ToUniversalTime(), pair.Certificate.NotAfter.ToUniversalTime());
        var now = _time.GetUtcNow().UtcDateTime;
        if (now < from || now > to)
            _log.Warning(LogLines.CertificateNotValid, pair.Certificate.Subject, from, to);
        else
            _log.Info(LogLines.CertificateServed, pair.Certificate.Subject, to);
    }

    private sealed record Found(KeyPair? Pair, string? Problem);

    private sealed record Trouble(string What, bool Told);

    private sealed record LookTick
    {
        public static readonly LookTick Instance = new();
    }
}
