using System.Net;

namespace GreyActors.Core.Reputation;

/// <summary>Tests whether a DNS list works, by the entries that every list must have and must not have (RFC 5782 5).</summary>
/// <remarks>The answers need not match the pattern of the list: dnswl.org answers the test with 127.0.10.0, which gives no trust.</remarks>
public sealed class DnsListTest : DnsEvaluation
{
    private static readonly IPAddress Listed = new([127, 0, 0, 2]);
    private static readonly IPAddress Unlisted = new([127, 0, 0, 1]);

    private readonly DnsList _list;

    /// <param name="list">The list.</param>
    public DnsListTest(DnsList list) => _list = list;

    /// <summary>The result; <see cref="DnsListHealth.NoAnswer"/> until it is known.</summary>
    public DnsListHealth Health { get; private set; } = DnsListHealth.NoAnswer;

    /// <inheritdoc/>
    protected override IEnumerable<DnsQuestion> Evaluate()
    {
        yield return _list.QuestionAbout(Listed);
        var listed = Answer;
        if (HasNoAnswer(listed))
            yield break;
        yield return _list.QuestionAbout(Unlisted);
        if (HasNoAnswer(Answer))
            yield break;
        var listsAll = Answer.Status == DnsStatus.Found;

        // ::ffff:7f00:2 and ::ffff:7f00:1. A list of IPv4 addresses only has neither, and one of IPv6 addresses only has no 127.0.0.2.
        yield return _list.QuestionAbout(Listed.MapToIPv6());
        var listedIpv6 = Answer;
        yield return _list.QuestionAbout(Unlisted.MapToIPv6());
        listsAll |= Answer.Status == DnsStatus.Found && !HasNoAnswer(Answer);

        if (listsAll)
            Health = DnsListHealth.ListsTheWorld;
        else if (IsEntry(listed) || IsEntry(listedIpv6))
            Health = DnsListHealth.Working;
        else if (!HasNoAnswer(listedIpv6))
            Health = DnsListHealth.NoTestEntry;
    }

    private bool HasNoAnswer(DnsAnswer answer) => answer.Status switch
    {
        DnsStatus.Failed => true,
        DnsStatus.Found => answer.Addresses.All(_list.IsRefusal),
        _ => false,
    };

    private bool IsEntry(DnsAnswer answer) =>
        answer.Status == DnsStatus.Found && answer.Addresses.Any(address => DnsListPattern.AnyAnswer.Contains(address) && !_list.IsRefusal(address));
}

/// <summary>The result of the test of a DNS list.</summary>
public enum DnsListHealth
{
    /// <summary>The list contains the test entry, and not the address that it must not contain.</summary>
    Working,

    /// <summary>The list does not contain the test entry: the zone is wrong, empty or abandoned.</summary>
    NoTestEntry,

    /// <summary>The list contains an address that it must not contain: it is dead, or a resolver rewrites its answers.</summary>
    ListsTheWorld,

    /// <summary>The DNS gave no answer, or the list refused to answer: nothing is known.</summary>
    NoAnswer,
}
