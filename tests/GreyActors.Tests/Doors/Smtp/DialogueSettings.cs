using System.Globalization;
using System.Net;
using GreyActors.Configuration;
using GreyActors.Core.Smtp;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>What a <c>given</c> line of a dialogue changes of the configuration.</summary>
internal static class DialogueSettings
{
    public static GreyActorsSettings With(GreyActorsSettings settings, string text) => text.Split(" = ") switch
    {
        ["defer-at", var at] => settings with { Greylisting = settings.Greylisting with { DeferAt = Enum.Parse<DeferAt>(at, ignoreCase: true) } },
        ["mode", var mode] => settings with { Greylisting = settings.Greylisting with { Mode = Enum.Parse<GreylistingMode>(mode, ignoreCase: true) } },
        ["on-store-failure", var then] => settings with
        {
            Greylisting = settings.Greylisting with { OnStoreFailure = Enum.Parse<OnStoreFailure>(then, ignoreCase: true) },
        },
        ["bare-newlines", var policy] => settings with { BareNewlines = Enum.Parse<NewlinePolicy>(policy, ignoreCase: true) },
        ["max-errors", var most] => settings with
        {
            Limits = settings.Limits with { MaxErrors = int.Parse(most, CultureInfo.InvariantCulture) },
        },
        ["relay.to", var hosts] => settings with
        {
            Relay = settings.Relay with { To = [.. hosts.Split(' ').Select(host => new DnsEndPoint(host, 25))] },
        },
        ["tls", var how] => settings with
        {
            Tls = TlsSettings.None with { Certificate = "cert.pem", Required = how == "required" },
            Listen = [settings.Listen[0] with { ImplicitTls = how == "implicit" }],
        },
        ["reject-early-talkers", var on] => settings with { Limits = settings.Limits with { RejectEarlyTalkers = on == "on" } },
        ["route", var hosts] => settings with
        {
            Relay = settings.Relay with
            {
                Routes = settings.Relay.Routes.Add(new RouteSettings(hosts.Split(' ')[0], [.. hosts.Split(' ')[1..].Select(host => new DnsEndPoint(host, 25))])),
            },
            Access = settings.Access with { AllowedDomains = settings.Access.AllowedDomains.Add(hosts.Split(' ')[0]) },
        },
        ["whitelisted-recipients", var entry] => settings with { Access = settings.Access with { WhitelistedRecipients = [entry] } },
        ["max-connections", var most] => settings with { Relay = settings.Relay with { MaxConnections = int.Parse(most, CultureInfo.InvariantCulture) } },
        ["max-wait", var seconds] => settings with { Relay = settings.Relay with { MaxWait = TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)) } },
        ["relay.lmtp", "on"] => settings with { Relay = settings.Relay with { Lmtp = true } },
        ["relay.tls", var tls] => settings with { Relay = settings.Relay with { Tls = Enum.Parse<RelayTls>(tls, ignoreCase: true) } },
        ["relay.received-header", var when] => settings with
        {
            Relay = settings.Relay with { ReceivedHeader = Enum.Parse<ReceivedHeader>(when, ignoreCase: true) },
        },
        _ => throw new FormatException($"given: {text}"),
    };
}
