using Akka.Actor;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Known;
using Xunit;
using static GreyActors.Tests.Known.KnownClientsLab;

namespace GreyActors.Tests.Known;

public sealed class KnownClientsTests : IAsyncDisposable
{
    private static readonly KnownKey Pair = KnownKey.Pair(ClientIdentity.OfSpf("example.org"), "example.org");

    private readonly KnownClientsLab _lab = new();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task The_greylist_decides_about_an_attempt_of_an_unknown_client()
    {
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));
        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task A_pair_is_known_for_every_mailbox_a_day_after_its_first_pass_and_after_a_restart()
    {
        await _lab.NotePass(AttemptOf());
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf(forwardPath: "carol@example.com")));

        _lab.Base.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf(forwardPath: "dave@example.com")));
        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf(forwardPath: "erin@example.com")));
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf("example.net", forwardPath: "erin@example.com")));
    }

    [Fact]
    public async Task Use_once_in_a_pass_lifetime_keeps_a_pair_known()
    {
        await _lab.Know(AttemptOf());
        for (var use = 0; use < 3; use++)
        {
            Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf(forwardPath: $"user{use}@example.com")));
            await _lab.Restart();
            _lab.Base.Clock.Advance(TimeSpan.FromDays(35));
        }

        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf(forwardPath: "carol@example.com")));
        _lab.Base.Clock.Advance(TimeSpan.FromDays(36));
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf(forwardPath: "dave@example.com")));
    }

    [Fact]
    public async Task Mail_of_a_known_pair_is_written_once_a_day()
    {
        await _lab.Know(AttemptOf());
        var before = _lab.Base.Gate.Writes;
        for (var mail = 0; mail < 50; mail++)
            Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf(forwardPath: $"user{mail}@example.com")));

        Assert.Equal(before + 1, _lab.Base.Gate.Writes);
        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task The_reply_to_mail_of_our_user_does_not_wait_even_after_a_restart()
    {
        _lab.Clients.Tell(new NoteSent("example.org", "bob@example.com"));
        Assert.Equal(VerdictReason.ExpectedReply, await _lab.Reason(AttemptOf()));
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf(forwardPath: "carol@example.com")));

        await _lab.Restart();
        Assert.Equal(VerdictReason.ExpectedReply, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task An_answered_pass_is_known_after_a_kill()
    {
        for (var i = 0; i < 5; i++)
        {
            var passed = AttemptOf($"example{i}.org");
            await _lab.NotePass(passed);
            await using var survivor = AfterKilling(_lab);
            survivor.Base.Clock.Advance(TimeSpan.FromDays(1));
            Assert.Equal(VerdictReason.KnownPair, await survivor.Reason(passed));
        }
    }

    [Fact]
    public async Task A_pair_that_an_operator_allows_is_known_at_once_and_can_be_forgotten()
    {
        var allowed = await _lab.Clients.Ask<KnownChanged>(new ChangeKnown.Allow(Pair), Patience);
        Assert.Equal((null, true), (allowed.Before, allowed.IsDone));
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));

        // The mail has made the network known, too.
        var network = KnownKey.Pair(new ClientIdentity("192.0.2.0/24"), "example.org");
        foreach (var key in new[] { Pair, network })
            Assert.True((await _lab.Clients.Ask<KnownChanged>(new ChangeKnown.Forget(key), Patience)) is { IsDone: true });
        await _lab.Restart();
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task A_list_of_pages_has_every_entry_once()
    {
        for (var i = 0; i < 30; i++)
            await _lab.NotePass(AttemptOf($"example{i}.org"));
        _lab.Clients.Tell(new NoteSent("example.net", "bob@example.com"));
        await _lab.Restart();

        var listed = new List<KnownKey>();
        PartitionCursor? after = null;
        await Until(async () =>
        {
            var page = await _lab.Clients.Ask<KnownPage>(new ListKnown(new KnownQuery(IsPair: true), 7, after), Patience);
            if (page.Away.IsEmpty)
            {
                listed.AddRange(page.Entries.Select(entry => entry.Key));
                after = page.Next;
            }

            return page.Away.IsEmpty && page.Next is null;
        });
        Assert.Equal(60, listed.Count);
        Assert.Equal(60, listed.Distinct().Count());

        var some = await _lab.Clients.Ask<KnownPage>(new ListKnown(new KnownQuery(Organisation: TextPattern.Of("example1?.org")), 100), Patience);
        Assert.Equal(20, some.Entries.Length);
    }

    [Fact]
    public async Task An_explanation_has_everything_that_is_known_and_changes_nothing()
    {
        await _lab.NotePass(AttemptOf());
        Assert.Null((await Explain()).By);
        _lab.Base.Clock.Advance(TimeSpan.FromDays(1));

        var explained = await Explain();
        Assert.Equal(2, explained.Entries.Length);
        Assert.Equal(explained.By, Assert.Single(explained.Entries, entry => entry.Key == explained.By?.Key));
        Assert.Equal((1, KnownSource.Passed), (explained.By!.Value.Times.Mails, explained.By.Value.Times.Source));
        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task Learned_entries_are_merged_and_learning_them_again_changes_nothing()
    {
        await _lab.NotePass(AttemptOf());
        var at = _lab.Base.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var day = 24L * 60 * 60 * 1000;
        var batch = new LearnKnown(
        [
            Learned(Pair, at - (3 * day), at - day),
            .. Enumerable.Range(0, 100).Select(i => Learned(KnownKey.Pair(new ClientIdentity("198.51.100.0/24"), $"example{i}.net"), at - (2 * day), at - day)),
            Learned(KnownKey.Pair(new ClientIdentity("198.51.100.0/24"), "old.example"), at - (80 * day), at - (40 * day)),
            Learned(KnownKey.Pair(new ClientIdentity("198.51.100.0/24"), "future.example"), at, at + (2 * day)),
        ]);

        Assert.Equal(new Learned(new LearnCounts(Added: 100, Updated: 1, Unchanged: 0, Expired: 1, Ahead: 1), NotDone: 0), await _lab.Clients.Ask<Learned>(batch, Patience));
        Assert.Equal(new Learned(new LearnCounts(Added: 0, Updated: 0, Unchanged: 101, Expired: 1, Ahead: 1), NotDone: 0), await _lab.Clients.Ask<Learned>(batch, Patience));

        // The pair has settled in the history.
        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf("example7.net", "198.51.100.0/24")));
    }

    [Fact]
    public async Task Expired_entries_are_removed_without_an_event()
    {
        await _lab.NotePass(AttemptOf());
        var before = _lab.Base.Gate.Writes;
        _lab.Base.Clock.Advance(TimeSpan.FromDays(40));
        _lab.Clients.Tell(ExpireTriplets.Instance);
        // The partition handles a segment between two of these.
        for (var segment = 0; segment <= KnownClientsState.Segments; segment++)
            await Explain();

        _lab.Timing = _lab.Timing with { PairLifetime = TimeSpan.FromDays(400) };
        Assert.Empty((await Explain()).Entries);
        Assert.Equal(before, _lab.Base.Gate.Writes);

        // Until the next snapshot, a restart reads them again.
        await _lab.Restart();
        Assert.Equal(2, (await Explain()).Entries.Length);
    }

    private static KnownEntry Learned(KnownKey key, long firstPass, long lastUsed) => new(key, new KnownTimes(firstPass, lastUsed, 3, KnownSource.History));

    private async Task<KnownExplanation> Explain()
    {
        KnownExplanation? explanation = null;
        await Until(async () => (explanation = (await _lab.Clients.Ask<KnownExplained>(new ExplainKnown(AttemptOf()), Patience)).Explanation) is not null);
        return explanation!;
    }
}
