using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Reputation;

/// <summary>Finds the configured DNS lists that contain a client (RFC 5782): one question for each list.</summary>
public sealed class DnsListEvaluation : DnsEvaluation
{
    private readonly IPAddress _client;
    private readonly ImmutableArray<DnsList> _lists;

    /// <param name="client">The client's address.</param>
    /// <param name="lists">The lists.</param>
    public DnsListEvaluation(IPAddress client, ImmutableArray<DnsList> lists) => (_client, _lists) = (ClientAddress.Canonical(client), lists);

    /// <summary>The lists that contain the client, as far as they have answered.</summary>
    public ListEvidence Evidence { get; private set; } = new([]);

    /// <inheritdoc/>
    protected override IEnumerable<DnsQuestion> Evaluate()
    {
        foreach (var list in _lists)
        {
            yield return list.QuestionAbout(_client);
            if (Answer.Addresses.FirstOrDefault(list.IsListing) is { } answer)
                Evidence = new ListEvidence(Evidence.Matches.Add(new ListMatch(list.Zone, list.Kind, answer)));
        }
    }
}
