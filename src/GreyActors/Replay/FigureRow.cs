using System.Collections.Immutable;

namespace GreyActors.Replay;

/// <summary>One figure of the table: its name, its unit, and its value in the figures of a replay.</summary>
/// <param name="Name">The words in the table and in JSON.</param>
/// <param name="Value">The value; null if there is none, which for a delay means that the mail was lost.</param>
internal sealed record FigureRow(string Name, FigureUnit Unit, Func<ReplayFigures, double?> Value)
{
    /// <summary>All figures, in the order of the table.</summary>
    public static ImmutableArray<FigureRow> All { get; } =
    [
        new("first contacts", FigureUnit.Count, of => of.First.Recipients),
        new("first contacts delayed", FigureUnit.Percent, of => of.First.DelayedShare),
        new("delay of first contacts, median", FigureUnit.Delay, of => of.First.Median),
        new("delay of first contacts, 95 %", FigureUnit.Delay, of => of.First.P95),
        new("delay of first contacts, worst accepted", FigureUnit.Delay, of => of.First.WorstAccepted ?? 0),
        new("wait of delayed first contacts, median", FigureUnit.Delay, of => of.First.MedianWait),
        new("later mails", FigureUnit.Count, of => of.Later.Recipients),
        new("later mails delayed", FigureUnit.Percent, of => of.Later.DelayedShare),
        new("delay of later mails, 95 %", FigureUnit.Delay, of => of.Later.P95),
        new("delay of later mails, worst accepted", FigureUnit.Delay, of => of.Later.WorstAccepted ?? 0),
        new("deferred more than twice", FigureUnit.Percent, of => of.Deferrals.MoreThanTwiceShare),
        new("most deferrals of a mail", FigureUnit.Count, of => of.Deferrals.Most),
        new("pools and dual-stack senders that pass at the second try", FigureUnit.Percent, of => of.Retries.PoolsPassed),
        new("verification codes later than 10 min", FigureUnit.Percent, of => of.Retries.CodesLate),
        new("lost", FigureUnit.Percent, of => of.Lost.Share),
        new("lost, mails", FigureUnit.Count, of => of.Lost.Recipients),
        new("lost although retried, mails", FigureUnit.Count, of => of.Lost.Retried),
        new("senders with lost mail", FigureUnit.Count, of => of.Lost.Senders),
        new("senders with lost mail that retried", FigureUnit.Count, of => of.Lost.SendersThatRetried),
        new("recipients refused", FigureUnit.Count, of => of.Traffic.RefusedRecipients),
        new("unwanted mails", FigureUnit.Count, of => of.Spam?.Recipients),
        new("unwanted mail stopped", FigureUnit.Percent, of => of.Spam?.Stopped),
        new("unwanted mail stopped whose sender never retries", FigureUnit.Percent, of => of.Spam?.NeverRetryingStopped),
        new("unwanted mail accepted at its first try", FigureUnit.Percent, of => of.Spam?.AtOnce),
        new("attempts", FigureUnit.Count, of => of.Traffic.Attempts),
        new("attempts stopped", FigureUnit.Percent, of => of.Traffic.StoppedShare),
        new("tries of the history omitted", FigureUnit.Count, of => of.Traffic.OmittedTries),
        new("outcomes that rest on an assumed retry", FigureUnit.Count, of => of.Traffic.AssumedRecipients),
        new("store, most entries", FigureUnit.Count, of => of.Store.Peak),
        new("store, triplets at the end", FigureUnit.Count, of => of.Store.Triplets),
        new("store, known clients at the end", FigureUnit.Count, of => of.Store.KnownEntries),
        new("ignored identities at the end", FigureUnit.Count, of => of.Store.IgnoredIdentities),
    ];
}

/// <summary>The unit of a figure.</summary>
internal enum FigureUnit
{
    /// <summary>A number of something.</summary>
    Count,

    /// <summary>A percentage.</summary>
    Percent,

    /// <summary>Seconds; no value means that the mail was lost.</summary>
    Delay,
}
