using System.Net;
using GreyActors.Configuration.Values;

namespace GreyActors.Configuration;

/// <summary>Reads section <c>cluster</c>.</summary>
internal static class ClusterSection
{
    public static ClusterSettings Read(SettingsSection section)
    {
        var enabled = section.Switch("enabled");
        var address = section.Value("address", "an IP address", Address);
        var port = section.Value("port", "a port", text => AddressText.Port(text, 1));
        return new ClusterSettings(
            enabled,
            new IPEndPoint(address ?? IPAddress.Loopback, port),
            section.List("seed-nodes", "the address and port of a machine", Machine),
            Tls(section.Section("tls")));
    }

    private static ClusterTlsSettings Tls(SettingsSection section)
    {
        var authority = "";
        var roots = section.Content("authority", path =>
        {
            authority = path;
            return CertificateText.Roots(path);
        });
        return new ClusterTlsSettings(section.FileRead("certificate"), section.FileRead("key"), authority) { Roots = roots ?? [] };
    }

    // Machines recognise each other by this address, so it must be the one that all of them use.
    private static Checked<IPAddress> Address(string text)
    {
        var address = AddressText.Address(text);
        return address.IsGood(out var good) && (good.Equals(IPAddress.Any) || good.Equals(IPAddress.IPv6Any))
            ? new Wrong("is every address of this machine: expected the one that the other machines connect to")
            : address;
    }

    // A name would not do: a machine drops messages that are addressed to it under another name.
    private static Checked<IPEndPoint> Machine(string text) =>
        AddressText.HostAndPort(text).IsGood(out var pair) && AddressText.TryAddress(pair.Host, out var address)
            ? Checked<IPEndPoint>.Of(new IPEndPoint(address, pair.Port))
            : new Wrong("is not the address of a machine: expected an IP address and a port, for example 192.0.2.1:7948 or [2001:db8::1]:7948");
}
