using System.Net;

namespace GreyActors.Core.Addresses;

/// <summary>The address of a UNIX socket: its path, which is empty for a client that has not bound its socket.</summary>
/// <param name="path">The absolute path.</param>
public sealed class UnixSocketAddress(string path) : EndPoint, IEquatable<UnixSocketAddress>
{
    /// <summary>The beginning of the text form.</summary>
    public const string Scheme = "unix:";

    /// <summary>The absolute path.</summary>
    public string Path { get; } = path;

    /// <inheritdoc/>
    public bool Equals(UnixSocketAddress? other) => other is not null && Path == other.Path;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UnixSocketAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    /// <summary><c>unix:/run/greyactors/policy</c>.</summary>
    public override string ToString() => Scheme + Path;
}
