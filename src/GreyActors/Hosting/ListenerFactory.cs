using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Policy;
using GreyActors.Core.Smtp;
using GreyActors.Files;
using GreyActors.Net;

namespace GreyActors.Hosting;

/// <summary>Makes the settings of listeners from the configuration, and numbers the sessions of all listeners.</summary>
internal sealed class ListenerFactory(ConnectionShares shares)
{
    // The parser checks the length of each command (RFC 5321 4.5.3.1.4, RFC 3461 4). This only limits the memory for a line.
    private const int MaxLine = 2048;

    private long _sessions;

    /// <summary>The settings of one listener.</summary>
    public ListenerSettings SettingsOf(ListenSettings listen, RunningConfiguration running) =>
        listen.Protocol == ListenProtocol.PostfixPolicy ? OfPolicy(listen, running) : OfSmtp(listen, running);

    private ListenerSettings OfSmtp(ListenSettings listen, RunningConfiguration running) => new(
        listen.Endpoint,
        shares,
        LimitsOf(running),
        running.Access.IsAllowedClient,
        new Patience(running.Settings.InactivityTimeout, running.Settings.Limits.SessionTimeout, running.Settings.Limits.MinDataRate),
        MaxLine,
        SmtpReplies.TooManyConnections.Bytes,
        SmtpReplies.GoingDown.Bytes,
        () => Interlocked.Increment(ref _sessions))
    {
        ImplicitTls = listen.ImplicitTls,
        IsTrustedProxy = listen.ProxyProtocol ? AddressList.Compile(listen.TrustedProxies).Contains : null,
    };

    // All connections come from one Postfix, so the limits for client networks do not apply. Its protocol has no words before a request.
    private ListenerSettings OfPolicy(ListenSettings listen, RunningConfiguration running) => new(
        listen.Endpoint,
        shares,
        LimitsOf(running),
        _ => true,
        new Patience(running.Settings.PostfixPolicy.InactivityTimeout, running.Settings.Limits.SessionTimeout, MinDataRate: 0),
        PolicyFramer.MaxRequest,
        ReadOnlyMemory<byte>.Empty,
        ReadOnlyMemory<byte>.Empty,
        () => Interlocked.Increment(ref _sessions))
    {
        Framing = () => new PolicyFramer(),
        IsTrustedClient = listen.TrustedClients.IsEmpty ? null : AddressList.Compile(listen.TrustedClients).Contains,
        Access = new SocketAccess(listen.Mode, listen.Group.Length == 0 ? null : UnixGroup.NumberOf(listen.Group)),
    };

    private static ClientLimits LimitsOf(RunningConfiguration running) => new(
        running.Settings.Limits.MaxConnectionsPerClient,
        running.Settings.Limits.ConnectionRatePerClient,
        running.Settings.Greylisting.Ipv4Prefix,
        running.Settings.Greylisting.Ipv6Prefix);
}
