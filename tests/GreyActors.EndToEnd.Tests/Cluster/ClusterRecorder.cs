using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>Collects the history of a cluster while clients and faults write it.</summary>
public sealed partial class ClusterRecorder
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly ConcurrentQueue<AttemptRecord> _attempts = new();
    private readonly ConcurrentQueue<MailRecord> _mails = new();
    private readonly ConcurrentQueue<(int Machine, TimeSpan At)> _kills = new();

    /// <summary>The time since the start of the history.</summary>
    public TimeSpan Now => _watch.Elapsed;

    /// <summary>All attempts so far.</summary>
    public IReadOnlyCollection<AttemptRecord> Attempts => _attempts;

    /// <summary>The number of acknowledged mails so far.</summary>
    public int Acknowledged => _mails.Count(mail => mail.Answer == MailAnswer.Acknowledged);

    /// <summary>Notes an attempt.</summary>
    public void Note(AttemptRecord attempt) => _attempts.Enqueue(attempt);

    /// <summary>Notes a transmission of a mail.</summary>
    public void Note(MailRecord mail) => _mails.Enqueue(mail);

    /// <summary>Notes that a machine was killed a moment ago.</summary>
    public void NoteKill(int machine) => _kills.Enqueue((machine, Now));

    /// <summary>The line of the mail data that names a mail.</summary>
    public static string NameLine(string mail) => $"Subject: mail {mail}.";

    /// <summary>The history, with the deliveries at the backend and the logs of the machines.</summary>
    /// <remarks>The backend may have mail of other loads.</remarks>
    public ClusterHistory HistoryOf(ClusterUnderTest cluster) => new()
    {
        Attempts = [.. _attempts],
        Mails = [.. _mails],
        Deliveries = [.. cluster.Backend.Delivered.Select(message => Named().Match(Harness.Text.Of(message.Wire)).Groups[1].Value).Where(Sent().Contains)],
        StoreFailures = [.. cluster.Machines.SelectMany(machine => StoreFailureLine.Of(machine.Number, machine.Program.Output))],
        Kills = [.. _kills],
    };

    private HashSet<string> Sent() => [.. _mails.Select(mail => mail.Mail)];

    [GeneratedRegex(@"^Subject: mail ([0-9-]+)\.", RegexOptions.Multiline)]
    private static partial Regex Named();
}
