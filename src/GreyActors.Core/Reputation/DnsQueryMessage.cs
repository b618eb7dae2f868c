using System.Buffers.Binary;
using System.Text;

namespace GreyActors.Core.Reputation;

/// <summary>Writes queries to the DNS (RFC 1035 4, RFC 6891).</summary>
public static class DnsQueryMessage
{
    /// <summary>The longest query in bytes: a header, a question with the longest name, and the EDNS record.</summary>
    public const int Longest = 12 + 255 + 4 + 11;

    // RFC 9715: the largest datagram that no usual network fragments.
    private const int LargestDatagram = 1232;

    private const int LongestName = 253;
    private const int LongestLabel = 63;
    private const ushort RecursionDesired = 0x0100;
    private const ushort Edns = 41;
    private const ushort Internet = 1;

    /// <summary>Whether a name can exist (RFC 1035 2.3.4). Bytes outside printable ASCII are legal there, but in no name of a host.</summary>
    public static bool CanAskFor(string name)
    {
        if (name.Length is 0 or > LongestName)
            return false;
        var label = 0;
        foreach (var c in name)
        {
            if (c == '.' ? label == 0 : c is <= ' ' or > '~')
                return false;
            label = c == '.' ? 0 : label + 1;
            if (label > LongestLabel)
                return false;
        }

        return label > 0;
    }

    /// <summary>Writes a query; returns its length.</summary>
    /// <param name="question">The question; <see cref="CanAskFor"/> its name.</param>
    /// <param name="id">The number that the response repeats.</param>
    /// <param name="message">Room for <see cref="Longest"/> bytes.</param>
    public static int Write(DnsQuestion question, ushort id, Span<byte> message)
    {
        message[..12].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], RecursionDesired);
        message[5] = 1;
        message[11] = 1;
        var length = 12;
        foreach (var label in question.Name.AsSpan().Split('.'))
        {
            var text = question.Name.AsSpan()[label];
            message[length] = (byte)text.Length;
            length += 1 + Encoding.ASCII.GetBytes(text, message[(length + 1)..]);
        }

        message[length++] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(message[length..], CodeOf(question.Type));
        BinaryPrimitives.WriteUInt16BigEndian(message[(length + 2)..], Internet);
        length += 4;

        // The root's name, the type, and the size in place of a class; no flags, no data.
        message.Slice(length, 11).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message[(length + 1)..], Edns);
        BinaryPrimitives.WriteUInt16BigEndian(message[(length + 3)..], LargestDatagram);
        return length + 11;
    }

    /// <summary>The number of a record type (RFC 1035 3.2.2, RFC 3596 2.1).</summary>
    internal static ushort CodeOf(DnsType type) => type switch
    {
        DnsType.A => 1,
        DnsType.Ptr => 12,
        DnsType.Mx => 15,
        DnsType.Txt => 16,
        DnsType.Aaaa => 28,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
