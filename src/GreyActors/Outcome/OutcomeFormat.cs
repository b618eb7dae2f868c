using System.Collections.Immutable;
using System.Runtime.Serialization;
using Google.Protobuf;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Outcome;
using GreyActors.Outcome.Stored;

namespace GreyActors.Outcome;

/// <summary>The outcome as Protobuf (<c>outcome.proto</c>).</summary>
/// <remarks>Rules are stored by their names, because the numbers of the enum change with each new rule. A count of a rule that this release does not know is left out.</remarks>
public static class OutcomeFormat
{
    private static readonly Dictionary<string, RecipientRule> Rules = RecipientRules.All.ToDictionary(entry => entry.Name, entry => entry.Rule);

    /// <summary>The bytes of a snapshot.</summary>
    public static byte[] Write(OutcomeSnapshot snapshot) => new OutcomeSnapshotV1
    {
        Since = snapshot.Since?.ToUnixTimeMilliseconds() ?? 0,
        Days = { snapshot.Days.Select(Store) },
        Seen = { snapshot.Seen },
        SeenForgotten = snapshot.SeenForgotten,
        Waiting = { snapshot.Waiting.Select(Store) },
        WaitingDropped = snapshot.WaitingDropped,
        GaveUp = { snapshot.GaveUp.Select(Store) },
        Unretried = { snapshot.Unretried.Select(Store) },
    }.ToByteArray();

    /// <summary>The snapshot that this release or an earlier one has written.</summary>
    /// <exception cref="SerializationException">The bytes are damaged.</exception>
    public static OutcomeSnapshot Read(byte[] bytes)
    {
        try
        {
            var stored = OutcomeSnapshotV1.Parser.ParseFrom(bytes);
            return new OutcomeSnapshot(
                stored.Since == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(stored.Since),
                [.. stored.Days.Select(Read)],
                [.. stored.Seen],
                stored.SeenForgotten,
                Read(stored.Waiting),
                stored.WaitingDropped,
                Read(stored.GaveUp),
                Read(stored.Unretried));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or ArgumentOutOfRangeException)
        {
            throw new SerializationException($"The stored outcome is damaged: {e.Message}", e);
        }
    }

    private static DayV1 Store(OutcomeDay day) => new()
    {
        Number = day.Date.DayNumber,
        First = Store(day.First),
        Later = Store(day.Later),
        Deferred = day.Deferred,
        WouldDefer = day.WouldDefer,
        GaveUp = day.GaveUp,
        NeverRetried = day.NeverRetried,
        Passes = { day.Passes.Select(one => new PassesV1 { Rule = NameOf(one.Key.Rule), By = one.Key.By?.ToString() ?? "", Mails = one.Value }) },
        Longest = { day.Longest.Select(Store) },
    };

    private static OutcomeDay Read(DayV1 stored)
    {
        var day = new OutcomeDay(DateOnly.FromDayNumber(stored.Number));
        Read(stored.First, day.First);
        Read(stored.Later, day.Later);
        day.CountDeferrals(stored.Deferred, stored.WouldDefer);
        day.CountLost(stored.GaveUp, stored.NeverRetried);
        foreach (var passes in stored.Passes)
        {
            if (Rules.TryGetValue(passes.Rule, out var rule))
                day.CountPass(new PassReason(rule, Enum.TryParse<IdentityKind>(passes.By, out var by) ? by : null), passes.Mails);
        }

        foreach (var wait in stored.Longest)
        {
            if (Rules.TryGetValue(wait.Rule, out var rule))
            {
                day.Keep(new LongWait(
                    DateTimeOffset.FromUnixTimeMilliseconds(wait.At), TimeSpan.FromMilliseconds(wait.Delay), wait.Attempts == 0 ? null : wait.Attempts, rule,
                    new OutcomeMail(wait.Client, wait.Identity, wait.From, wait.To)));
            }
        }

        return day;
    }

    private static MailsV1 Store(MailCounts mails) => new()
    {
        Undelayed = mails.Undelayed,
        Buckets = { mails.Delays.Counts.Select(one => one.Bucket) },
        Counts = { mails.Delays.Counts.Select(one => one.Count) },
    };

    private static void Read(MailsV1? stored, MailCounts mails)
    {
        if (stored is null)
            return;
        mails.AddUndelayed(stored.Undelayed);
        foreach (var (bucket, count) in stored.Buckets.Zip(stored.Counts))
            mails.Delays.Add(bucket, count);
    }

    private static WaitV1 Store(LongWait wait) => new()
    {
        At = wait.At.ToUnixTimeMilliseconds(),
        Delay = (long)wait.Delay.TotalMilliseconds,
        Attempts = wait.Attempts ?? 0,
        Rule = NameOf(wait.Rule),
        Client = wait.Mail.Client,
        Identity = wait.Mail.Identity,
        From = wait.Mail.From,
        To = wait.Mail.To,
    };

    private static WaitingV1 Store(WaitingMail mail) => new()
    {
        Conversation = mail.Conversation,
        First = mail.First,
        Last = mail.Last,
        Attempts = mail.Attempts,
        Interval = mail.Interval,
        Networks = mail.Networks,
        Rule = NameOf(mail.Rule),
        PassedAfter = mail.PassedAfter + 1,
        Text = UnsafeByteOperations.UnsafeWrap(mail.Text),
    };

    private static ImmutableArray<WaitingMail> Read(IEnumerable<WaitingV1> stored) => [.. stored.Where(mail => Rules.ContainsKey(mail.Rule)).Select(Read)];

    private static WaitingMail Read(WaitingV1 stored) => new(
        stored.Conversation, stored.First, stored.Last, stored.Attempts, stored.Interval, stored.Networks, Rules[stored.Rule], stored.PassedAfter - 1,
        stored.Text.ToByteArray());

    private static string NameOf(RecipientRule rule) => RecipientRules.Of(rule).Name;
}
