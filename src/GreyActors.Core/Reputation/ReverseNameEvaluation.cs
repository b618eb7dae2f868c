using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Reputation;

/// <summary>Finds the reverse name of a client that resolves to the client's address (iprev, RFC 8601 3).</summary>
/// <remarks>The first name of the PTR set that has the address is the result. At most <see cref="MostNames"/> names are looked up.</remarks>
public sealed class ReverseNameEvaluation : DnsEvaluation
{
    /// <summary>The maximum number of names that are looked up, as for SPF (RFC 7208 4.6.4).</summary>
    public const int MostNames = 10;

    private readonly IPAddress _client;

    /// <param name="client">The client's address.</param>
    public ReverseNameEvaluation(IPAddress client) => _client = ClientAddress.Canonical(client);

    /// <summary>The result; <see cref="NameResult.NoAnswer"/> until it is known.</summary>
    public NameEvidence Evidence { get; private set; } = new(NameResult.NoAnswer, "");

    /// <inheritdoc/>
    protected override IEnumerable<DnsQuestion> Evaluate()
    {
        yield return new DnsQuestion(ReversedAddress.ForPtr(_client), DnsType.Ptr);
        if (Answer.Status == DnsStatus.Failed)
            yield break;

        string[] names = [.. Answer.Names.Select(HostName.Parse).OfType<string>().Distinct().Take(MostNames)];
        if (names.Length == 0)
        {
            Evidence = new NameEvidence(NameResult.NoName, "");
            yield break;
        }

        Evidence = new NameEvidence(NameResult.NoAnswer, names[0]);
        foreach (var name in names)
        {
            yield return new DnsQuestion(name, _client.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa);
            if (Answer.Addresses.Contains(_client))
            {
                Evidence = new NameEvidence(NameResult.Confirmed, name);
                yield break;
            }
        }

        // A name without an answer may be the right one.
        if (!HasFailed)
            Evidence = new NameEvidence(NameResult.Unconfirmed, names[0]);
    }
}
