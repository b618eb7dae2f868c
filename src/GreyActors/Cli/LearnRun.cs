using System.Text.Json;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Learning;
using GreyActors.Files;
using GreyActors.Greylisting;
using GreyActors.History;
using GreyActors.Judging;
using GreyActors.Learning;

namespace GreyActors.Cli;

/// <summary>Learns from logs: reads them, then changes the running service, or the store while no service runs.</summary>
/// <param name="configuration">The configuration of the service.</param>
/// <param name="service">The service; null if its address is unknown.</param>
/// <param name="screen">Gets the progress and the outcome.</param>
/// <param name="wantsJson">Whether the outcome is JSON.</param>
internal sealed class LearnRun(LoadedConfiguration.Valid configuration, ServiceClient? service, Screen screen, bool wantsJson)
{
    private const string Purpose = "learn";

    // About a kilobyte each at most, on average a tenth of it.
    private const int Most = 5_000_000;

    private readonly GreyActorsSettings _settings = configuration.Settings;

    /// <summary>Learns; returns the exit code.</summary>
    /// <exception cref="CommandRefusedException">A file, the service or the store cannot be used.</exception>
    public async Task<int> Run(LearnRequestLine wanted, CancellationToken cancelled)
    {
        // Errors of the target are reported before the logs are read, which may take long.
        var target = wanted.IsDryRun ? null : await FindTarget(cancelled);
        var learning = new HistoryLearning(_settings.KnownClients.Settle, _settings.KnownClients.Enabled, Most);
        var found = await Read(wanted, learning, cancelled);
        var pairs = learning.Pairs;
        var summary = new LearnSummary(found, learning.TripletCount, pairs.Count, learning.Excess, target, null, null);
        if (target is not null)
            summary = await Store(summary, learning.Triplets, pairs, target, cancelled);
        if (wantsJson)
            screen.WriteJson(JsonSerializer.Serialize(summary, CliJson.Default.LearnSummary));
        else
            LearnText.Show(screen, summary);
        return found.Lines > 0 && found.Unreadable.Values.Sum(lines => lines.Count) == found.Lines ? ExitCode.DataError : ExitCode.Ok;
    }

    private async Task<string> FindTarget(CancellationToken cancelled)
    {
        if (service is not null && await service.IsReachable(cancelled))
        {
            // Checks the token.
            await new ServiceLearning(service).Learn([], [], _ => { }, cancelled);
            return service.Address.ToString();
        }

        await OfflineStore.Use(_settings, Purpose, _ => Task.CompletedTask);
        return _settings.Store.Name;
    }

    private async Task<HistoryFound> Read(LearnRequestLine wanted, HistoryLearning learning, CancellationToken cancelled)
    {
        var now = TimeProvider.System.GetUtcNow();
        var rules = JudgeDependencies.RulesOf(_settings, AccessPolicy.Compile(_settings.Access));
        var usable = new UsableMail(rules, wanted.Since, now, _settings.Greylisting.Timing.PassLifetime);
        var files = new HistoryFiles(wanted.Files, now, TimeZoneInfo.Local);
        try
        {
            using var dns = HistoryDns.Open(_settings, wanted.UsesDns);
            var lookUps = HistoryDns.LookUps(_settings, dns);
            return await ShownProgress.Run(
                wantsJson ? null : screen.Terminal, "reading", files.Length, progress => new HistoryLearner(rules, usable, learning, lookUps).Read(files, wanted.Format, progress, cancelled));
        }
        catch (InvalidDataException unsupported)
        {
            throw new CommandRefusedException(ExitCode.DataError, unsupported.Message);
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new CommandRefusedException(ExitCode.NoInput, FileProblem.Describe(refused));
        }
    }

    private async Task<LearnSummary> Store(
        LearnSummary summary, IEnumerable<KnownTriplet> triplets, IReadOnlyList<KnownEntry> pairs, string target, CancellationToken cancelled)
    {
        var (triplet, pair) = (default(LearnCounts), default(LearnCounts));
        if (service is not null && target == service.Address.ToString())
        {
            (triplet, pair) = await ShownProgress.Run(
                wantsJson ? null : screen.Terminal,
                "storing",
                summary.Triplets + pairs.Count,
                progress => new ServiceLearning(service).Learn(triplets, pairs, progress, cancelled));
        }
        else
        {
            await OfflineStore.Use(_settings, Purpose, async storage =>
            {
                var store = new StoreLearning(_settings, storage, TimeProvider.System.GetUtcNow());
                (triplet, pair) = (store.Learn(triplets), store.Learn(pairs));
                await store.Write();
            });
        }

        return summary with { TripletChanges = triplet, PairChanges = pair };
    }
}
