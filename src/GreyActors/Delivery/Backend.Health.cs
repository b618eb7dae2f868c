using System.Globalization;
using Akka.Actor;
using Akka.Event;
using GreyActors.Core.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Delivery;

/// <content>The health of the backend, and the reports about it.</content>
public sealed partial class Backend
{
    private void Hear(RelayFailed failed) =>
        Note(_health.RelayFailed(failed.Target.Address, failed.Why, failed.Took, _time.GetUtcNow()));

    private void Note(ServerHealth health)
    {
        if (Change(health))
            Context.Parent.Tell(new ServerReport(_health, _capabilities, _lastProbe));
    }

    private bool Change(ServerHealth health)
    {
        var before = _health;
        _health = health;
        if (before == health)
            return false;
        Show();
        if (before.Condition != health.Condition)
            LogChange(before);
        return true;
    }

    private void LogChange(ServerHealth before)
    {
        var name = RelayTarget.NameOf(_server);
        Meters.CountServerChange(name, _health.Condition.ToString());
        StateMeters.RecordBackend(name, _health.Condition == ServerCondition.Up);
        switch (_health.Condition)
        {
            case ServerCondition.Up:
                _log.Info(LogLines.ServerUp, name, before.Condition.ToString().ToLowerInvariant(), InWords.Span(_health.Since - before.Since));
                break;
            case ServerCondition.Suspect:
                _log.Warning(LogLines.ServerSuspect, name, _health.Why);
                break;
            case ServerCondition.Down:
                _log.Warning(LogLines.ServerDown, name, _health.Why);
                break;
        }
    }

    private void Show() => _nameplate.About = _health.Condition == ServerCondition.Up
        ? $"{RelayTarget.NameOf(_server)}, up"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{RelayTarget.NameOf(_server)}, {(_health.Condition == ServerCondition.Down ? "down" : "suspect")} since {_health.Since:u}: {_health.Why}");
}
