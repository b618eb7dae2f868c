using System.Diagnostics.CodeAnalysis;

namespace GreyActors.Core.Reputation;

/// <summary>A question to the DNS.</summary>
/// <param name="Name">The name in lower case and A-labels, without the final dot. It may be invalid: then the answer is <see cref="DnsStatus.Void"/>.</param>
/// <param name="Type">The type of the wanted records.</param>
public readonly record struct DnsQuestion(string Name, DnsType Type)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type}";
}

/// <summary>The record types that are asked for (RFC 1035 3.2.2, RFC 3596).</summary>
public enum DnsType
{
    /// <summary>An IPv4 address.</summary>
    A,

    /// <summary>An IPv6 address.</summary>
    Aaaa,

    /// <summary>A mail exchanger.</summary>
    Mx,

    /// <summary>The name of an address.</summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The record type of RFC 1035.")]
    Ptr,

    /// <summary>A text.</summary>
    Txt,
}
