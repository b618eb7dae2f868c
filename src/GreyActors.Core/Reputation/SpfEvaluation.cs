using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Reputation;

/// <summary>Evaluates SPF for one client and one sender: <c>check_host()</c> of RFC 7208 4.</summary>
/// <remarks>
/// Each method that needs the DNS is a sequence of questions, and leaves its outcome in a field. An error ends the whole evaluation, within any depth
/// of includes and redirects (RFC 7208 5.2, 6.1).
/// </remarks>
public sealed class SpfEvaluation : DnsEvaluation
{
    private readonly IPAddress _client;
    private readonly DnsType _addressType;
    private readonly SpfMacroValues _values;
    private readonly SpfLimits _limits = new();

    private bool _isDecided;
    private bool _isExpired;
    private SpfResult? _error;
    private SpfResult _result;
    private bool _isMatch;
    private SpfClientNames? _clientNames;
    private string? _clientName;
    private SpfMacroString? _explanation;
    private string _explanationDomain = "";

    /// <summary>Prepares an evaluation; <see cref="DnsEvaluation.Next"/> starts it.</summary>
    /// <param name="client">The client's address. An IPv4-mapped address is IPv4.</param>
    /// <param name="helo">The name in HELO or EHLO.</param>
    /// <param name="reversePath">Without angle brackets. Empty for the null reverse-path: the sender is then postmaster@helo (RFC 7208 2.4).</param>
    /// <param name="receiver">The name of the host that receives the mail, for the macro <c>%{r}</c>.</param>
    /// <param name="time">The current time, for the macro <c>%{t}</c>.</param>
    public SpfEvaluation(IPAddress client, string helo, string reversePath, string receiver, DateTimeOffset time)
    {
        var at = reversePath.LastIndexOf('@');
        var domain = HostName.Parse(reversePath.Length == 0 ? helo : reversePath[(at + 1)..]) ?? "";
        // RFC 7208 4.3.
        var localPart = at > 0 ? reversePath[..at] : "postmaster";

        _client = ClientAddress.Canonical(client);
        _addressType = _client.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa;
        _values = new SpfMacroValues(_client, helo, localPart, domain, receiver, time);
        Evidence = new SpfEvidence(SpfResult.None, domain);
    }

    /// <summary>The result; final when <see cref="DnsEvaluation.Next"/> has returned null, or after <see cref="DnsEvaluation.Expire"/>.</summary>
    public SpfEvidence Evidence { get; private set; }

    /// <summary>The domain's explanation of a fail for this sender (RFC 7208 6.2), in printable ASCII; null if there is none. A stranger wrote it.</summary>
    public string? Explanation { get; private set; }

    /// <summary>Whether the explanation of a fail is looked up, which takes up to 12 questions. The greylist does not use it.</summary>
    public bool Explains { get; init; }

    /// <summary>Whether macros made the result depend on the local-part or the HELO name: other senders of the domain may have another result.</summary>
    public bool DependsOnSender { get; private set; }

    /// <inheritdoc/>
    protected override IEnumerable<DnsQuestion> Evaluate()
    {
        if (_isExpired || Evidence.Domain.Length == 0)
            yield break;
        foreach (var question in CheckHost(Evidence.Domain))
        {
            yield return question;
            if (_isExpired)
                yield break;
        }

        _isDecided = true;
        Evidence = Evidence with { Result = _error ?? _result };
        if (Evidence.Result != SpfResult.Fail || _explanation is null || !Explains)
            yield break;
        foreach (var question in Explain(_explanation))
        {
            yield return question;
            if (_isExpired)
                yield break;
        }
    }

    /// <inheritdoc/>
    protected override void Conclude()
    {
        _isExpired = true;
        if (!_isDecided)
            Evidence = Evidence with { Result = SpfResult.TempError };
    }

    // RFC 7208 4.4 to 4.7. A redirect continues here with another domain (6.1).
    private IEnumerable<DnsQuestion> CheckHost(string domain)
    {
        for (var isRedirected = false; ; isRedirected = true)
        {
            yield return new DnsQuestion(domain, DnsType.Txt);
            (var record, _error) = SpfRecordSelection.Of(Answer);
            if (record is null)
            {
                _result = SpfResult.None;
                if (isRedirected)
                    _error ??= SpfResult.PermError;
                yield break;
            }

            foreach (var mechanism in record.Mechanisms)
            {
                if (mechanism.NeedsDns)
                {
                    foreach (var question in Match(mechanism, domain))
                        yield return question;
                }
                else
                {
                    _isMatch = mechanism.Matches(_client);
                }

                if (_error is not null)
                    yield break;
                if (!_isMatch)
                    continue;
                // An include ends here too, but then its includer has a match or an end of its own and overwrites the explanation (6.2).
                (_result, _explanation, _explanationDomain) = (mechanism.Result, record.Explanation, domain);
                yield break;
            }

            if (record.Redirect is null)
            {
                _result = SpfResult.Neutral;
                yield break;
            }

            if (!TryCountTerm())
                yield break;
            foreach (var question in PrepareClientName(record.Redirect, domain))
                yield return question;
            if (Target(record.Redirect, domain) is not { } target)
            {
                _error = SpfResult.PermError;
                yield break;
            }

            domain = target;
        }
    }

    private IEnumerable<DnsQuestion> Match(SpfMechanism mechanism, string domain)
    {
        _isMatch = false;
        if (!TryCountTerm())
            yield break;
        foreach (var question in PrepareClientName(mechanism.DomainSpec, domain))
            yield return question;
        if (Target(mechanism.DomainSpec, domain) is not { } target)
        {
            // A name that cannot exist has no addresses and no record.
            _error = mechanism.Kind == SpfMechanismKind.Include ? SpfResult.PermError : null;
            yield break;
        }

        var questions = mechanism.Kind switch
        {
            SpfMechanismKind.Include => MatchInclude(target),
            SpfMechanismKind.Mx => MatchExchangers(mechanism, target),
            SpfMechanismKind.Ptr => MatchClientName(target),
            SpfMechanismKind.Exists => MatchExists(target),
            _ => MatchAddresses(mechanism, target),
        };
        foreach (var question in questions)
            yield return question;
    }

    // RFC 7208 5.2.
    private IEnumerable<DnsQuestion> MatchInclude(string target)
    {
        foreach (var question in CheckHost(target))
            yield return question;
        _isMatch = _result == SpfResult.Pass;
        if (_result == SpfResult.None)
            _error ??= SpfResult.PermError;
    }

    // RFC 7208 5.3, and the hosts of 5.4.
    private IEnumerable<DnsQuestion> MatchAddresses(SpfMechanism mechanism, string target)
    {
        yield return new DnsQuestion(target, _addressType);
        _isMatch = HasRecords() && Answer.Addresses.Any(address => mechanism.Covers(address, _client));
    }

    // RFC 7208 5.4. A domain without MX records has no implicit one.
    private IEnumerable<DnsQuestion> MatchExchangers(SpfMechanism mechanism, string target)
    {
        yield return new DnsQuestion(target, DnsType.Mx);
        if (!HasRecords())
            yield break;
        var exchangers = Answer.Names;
        if (exchangers.Length > SpfLimits.MaxExchangers)
            _error = SpfResult.PermError;
        for (var i = 0; i < exchangers.Length && _error is null && !_isMatch; i++)
        {
            if (SpfName.Target(exchangers[i]) is not { } exchanger)
                continue;
            foreach (var question in MatchAddresses(mechanism, exchanger))
                yield return question;
        }
    }

    // RFC 7208 5.5.
    private IEnumerable<DnsQuestion> MatchClientName(string target)
    {
        foreach (var question in FindClientName(target, isWithin: true))
            yield return question;
        _isMatch = _clientName is not null;
    }

    // RFC 7208 5.7: type A for IPv6 clients too.
    private IEnumerable<DnsQuestion> MatchExists(string target)
    {
        yield return new DnsQuestion(target, DnsType.A);
        _isMatch = HasRecords();
    }

    // RFC 7208 4.6.4: before the look-up.
    private bool TryCountTerm()
    {
        if (!_limits.CountTerm())
            _error = SpfResult.PermError;
        return _error is null;
    }

    // RFC 7208 5, 4.6.4: a failed look-up ends the evaluation, and so does the third that finds nothing.
    private bool HasRecords()
    {
        if (Answer.Status == DnsStatus.Failed)
            _error = SpfResult.TempError;
        else if (Answer.Status == DnsStatus.Void && !_limits.CountVoid())
            _error = SpfResult.PermError;
        return Answer.Status == DnsStatus.Found;
    }

    private IEnumerable<DnsQuestion> PrepareClientName(SpfMacroString? text, string domain) =>
        text is { NeedsClientName: true } ? FindClientName(domain, isWithin: false) : [];

    // RFC 7208 5.5, 7.3. A failed look-up is no error here, and one that finds nothing does not count. Each name is asked for once.
    private IEnumerable<DnsQuestion> FindClientName(string domain, bool isWithin)
    {
        _clientName = null;
        if (_clientNames is null)
        {
            yield return new DnsQuestion(ReversedAddress.ForPtr(_client), DnsType.Ptr);
            _clientNames = new SpfClientNames(Answer.Names);
        }

        foreach (var name in isWithin ? _clientNames.Within(domain) : _clientNames.InOrderFor(domain))
        {
            if (name.IsConfirmed is null)
            {
                yield return new DnsQuestion(name.Text, _addressType);
                name.IsConfirmed = Answer.Addresses.Contains(_client);
            }

            if (name.IsConfirmed is false)
                continue;
            _clientName = name.Text;
            yield break;
        }
    }

    // The name that a term asks for; null if it cannot exist.
    private string? Target(SpfMacroString? spec, string domain)
    {
        if (spec is null)
            return domain;
        DependsOnSender |= !_isDecided && spec.DependsOnSender;
        return spec.Expand(_values, domain, _clientName, SpfName.MaxLength + 1) is { } expanded ? SpfName.Target(expanded) : null;
    }

    // RFC 7208 6.2: the text counts only if everything about it is right.
    private IEnumerable<DnsQuestion> Explain(SpfMacroString spec)
    {
        foreach (var question in PrepareClientName(spec, _explanationDomain))
            yield return question;
        if (Target(spec, _explanationDomain) is not { } target)
            yield break;

        yield return new DnsQuestion(target, DnsType.Txt);
        if (Answer.Texts is not [{ Length: <= SpfLimits.MaxTextLength } source] || SpfMacroParser.ParseExplanation(source) is not { } text)
            yield break;
        foreach (var question in PrepareClientName(text, _explanationDomain))
            yield return question;
        if (text.Expand(_values, _explanationDomain, _clientName, SpfLimits.MaxTextLength) is { Length: > 0 and <= SpfLimits.MaxTextLength } expanded
            && !expanded.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            Explanation = expanded;
        }
    }
}
