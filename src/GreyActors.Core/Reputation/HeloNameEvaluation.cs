using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Reputation;

/// <summary>Finds out whether the name in HELO or EHLO resolves to the client's address.</summary>
/// <remarks>Address literals (RFC 5321 4.1.3), single labels and invalid names are not looked up.</remarks>
public sealed class HeloNameEvaluation : DnsEvaluation
{
    private readonly IPAddress _client;
    private readonly string? _name;

    /// <param name="client">The client's address.</param>
    /// <param name="name">The name as the client gave it.</param>
    public HeloNameEvaluation(IPAddress client, string name)
    {
        _client = ClientAddress.Canonical(client);
        _name = HostName.Parse(name);
        Evidence = _name is null ? new NameEvidence(NameResult.NoName, "") : new NameEvidence(NameResult.NoAnswer, _name);
    }

    /// <summary>The result; <see cref="NameResult.NoAnswer"/> until it is known.</summary>
    public NameEvidence Evidence { get; private set; }

    /// <inheritdoc/>
    protected override IEnumerable<DnsQuestion> Evaluate()
    {
        if (_name is null)
            yield break;

        yield return new DnsQuestion(_name, _client.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa);
        if (Answer.Status != DnsStatus.Failed)
            Evidence = new NameEvidence(Answer.Addresses.Contains(_client) ? NameResult.Confirmed : NameResult.Unconfirmed, _name);
    }
}
