using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using GreyActors.Core.Addresses;
using GreyActors.Files;

namespace GreyActors.Configuration.Values;

/// <summary>UNIX sockets: <c>unix:</c> and a path, the mode and the group of the file.</summary>
internal static partial class SocketText
{
    // struct sockaddr_un has 108 bytes for the path and the zero after it (unix(7)).
    private const int LongestPath = 107;

    /// <summary>Whether a text is meant as a UNIX socket.</summary>
    public static bool IsSocket(string text) => text.StartsWith(UnixSocketAddress.Scheme, StringComparison.Ordinal);

    /// <summary><c>unix:/run/greyactors/policy</c>; the path is absolute.</summary>
    public static Checked<UnixSocketAddress> Socket(string text)
    {
        var path = text[UnixSocketAddress.Scheme.Length..];
        if (!path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal))
        {
            return new Wrong("has no absolute path: expected for example unix:/run/greyactors/policy");
        }

        if (path.EndsWith('/'))
        {
            return new Wrong("is a folder: expected the path of a socket, for example unix:/run/greyactors/policy");
        }

        return Encoding.UTF8.GetByteCount(path) > LongestPath
            ? new Wrong($"is too long: the path of a UNIX socket has at most {LongestPath} bytes")
            : Checked<UnixSocketAddress>.Of(new UnixSocketAddress(Path.GetFullPath(path)));
    }

    /// <summary>An IP address, with the port 0, or a UNIX socket.</summary>
    public static Checked<EndPoint> AddressOrSocket(string text)
    {
        if (IsSocket(text))
        {
            var socket = Socket(text);
            return socket.IsGood(out var unix) ? Checked<EndPoint>.Of(unix) : new Wrong(socket.Problem!);
        }

        var address = AddressText.Address(text);
        return address.IsGood(out var ip) ? Checked<EndPoint>.Of(new IPEndPoint(ip, 0)) : new Wrong($"{address.Problem}, or unix:/run/greyactors/policy");
    }

    /// <summary>Three octal digits, with or without a zero before them.</summary>
    public static Checked<UnixFileMode> Mode(string text) => Octal().IsMatch(text)
        ? Checked<UnixFileMode>.Of((UnixFileMode)Convert.ToInt32(text, 8))
        : new Wrong("is not a mode: expected three octal digits such as 0660");

    /// <summary>A group of this system, by name or number; empty for none.</summary>
    public static Checked<string> Group(string text) => text.Length == 0 || UnixGroup.NumberOf(text) is not null
        ? Checked<string>.Of(text)
        : new Wrong("is not a group of this system (see getent group)");

    [GeneratedRegex(@"\A0?[0-7]{3}\z")]
    private static partial Regex Octal();
}
