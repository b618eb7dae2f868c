using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Learning;
using GreyActors.Core.Reputation;
using GreyActors.History;

namespace GreyActors.Learning;

/// <summary>Reads logs, resolves the identities of the clients, and learns from the delivered mail.</summary>
/// <param name="rules">The rules of the judge.</param>
/// <param name="usable">Decides which mail teaches something.</param>
/// <param name="learning">Gets each recipient.</param>
/// <param name="lookUps">Asks the DNS; null if it is not asked.</param>
internal sealed class HistoryLearner(JudgeRules rules, UsableMail usable, HistoryLearning learning, HistoryLookUps? lookUps)
{
    // Enough for the DNS to answer many questions at once.
    private const int Window = 1000;

    private readonly List<(HistoricMail Mail, RecipientQuestion Question)> _window = [];

    /// <summary>Reads all lines.</summary>
    /// <param name="files">The logs.</param>
    /// <param name="format">The only accepted kind.</param>
    /// <param name="progress">Gets the number of bytes that have been read, now and then.</param>
    /// <param name="cancelled">Ends the reading.</param>
    /// <returns>What was found in the logs.</returns>
    /// <exception cref="IOException">A file does not exist, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A permission is missing.</exception>
    /// <exception cref="InvalidDataException">A file is compressed in a way that is not supported.</exception>
    public async Task<HistoryFound> Read(HistoryFiles files, HistoryFormat format, Action<long> progress, CancellationToken cancelled)
    {
        var (reader, used) = (new HistoryReader(format), 0L);
        HistoryTally? tally = null;
        tally = new HistoryTally(mail =>
        {
            var (question, unused) = usable.Check(mail);
            if (unused is not null)
            {
                tally!.AddUnused(unused);
                return;
            }

            used++;
            _window.Add((mail, question));
        });
        foreach (var line in files.ReadLines(tally, progress))
        {
            reader.Read(line, tally);
            if (_window.Count >= Window)
                await Learn(cancelled);
        }

        reader.End(tally);
        await Learn(cancelled);
        return new HistoryFound(files.Lines, used, tally.Unused, tally.Unreadable, lookUps?.Unanswered ?? 0, lookUps is { IsWorking: false });
    }

    private async Task Learn(CancellationToken cancelled)
    {
        cancelled.ThrowIfCancellationRequested();
        foreach (var some in _window.Chunk(Window))
        {
            if (lookUps is not null)
                await lookUps.Resolve(some.Select(one => one.Mail), cancelled);
            foreach (var (mail, question) in some)
            {
                var evidence = lookUps?.EvidenceOf(mail) ?? HistoryLookUps.OfLog(mail);
                learning.Learn(rules.AttemptOf(question, evidence, IdentitiesOf(mail, evidence)), mail.At);
            }
        }

        _window.Clear();
    }

    // The network of the client may have another prefix today.
    private ImmutableArray<ClientIdentity> IdentitiesOf(HistoricMail mail, ClientEvidence evidence) => mail.Identities.IsDefault
        ? rules.IdentitiesOf(new ClientFacts(mail.Client, evidence))
        : [rules.Prefixes.IdentityOf(mail.Client), .. mail.Identities.Where(identity => identity.Kind != IdentityKind.Network)];
}
