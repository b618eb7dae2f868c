using System.Buffers.Binary;
using System.Text;

namespace GreyActors.Tests.Shared.Dns;

/// <summary>Bytes of DNS messages (RFC 1035 4), right and wrong ones.</summary>
internal static class DnsMessage
{
    public const ushort A = 1;
    public const ushort Txt = 16;
    public const byte ServerFailure = 2;
    public const byte Refused = 5;

    /// <summary>A question with the id 0x1234.</summary>
    public static byte[] Query(string name, ushort type) => [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. Name(name), .. Number(type), 0, 1];

    /// <summary>An answer to a query with these records.</summary>
    public static byte[] Reply(ReadOnlySpan<byte> query, byte code = 0, bool isTruncated = false, params IEnumerable<byte[]> records)
    {
        var answers = records.ToArray();
        var question = QuestionOf(query);
        return
        [
            .. query[..2], (byte)(0x84 | (isTruncated ? 2 : 0) | (query[2] & 1)), (byte)(0x80 | code), 0, 1, .. Number((ushort)answers.Length), 0, 0, 0, 0,
            .. question, .. answers.SelectMany(record => record),
        ];
    }

    /// <summary>A record of the name that was asked for.</summary>
    public static byte[] Record(ushort type, int seconds, ReadOnlySpan<byte> data)
    {
        var time = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(time, seconds);
        return [0xC0, 12, .. Number(type), 0, 1, .. time, .. Number((ushort)data.Length), .. data];
    }

    /// <summary>The strings of a TXT record.</summary>
    public static byte[] Text(ReadOnlySpan<byte> text)
    {
        var strings = new List<byte>();
        for (var i = 0; i < text.Length; i += 255)
        {
            var part = text[i..Math.Min(text.Length, i + 255)];
            strings.Add((byte)part.Length);
            strings.AddRange(part);
        }

        return [.. strings];
    }

    /// <summary>The name that a query asks for.</summary>
    public static string NameOf(ReadOnlySpan<byte> query)
    {
        var name = new StringBuilder();
        for (var i = 12; query[i] != 0; i += query[i] + 1)
            name.Append(name.Length == 0 ? "" : ".").Append(Encoding.Latin1.GetString(query.Slice(i + 1, query[i])));
        return name.ToString();
    }

    /// <summary>A name in the form of the wire.</summary>
    public static byte[] Name(string name) => [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.Latin1.GetBytes(label)]), 0];

    private static byte[] QuestionOf(ReadOnlySpan<byte> query)
    {
        var end = 12;
        while (query[end] != 0)
            end += query[end] + 1;
        return query[12..(end + 5)].ToArray();
    }

    private static byte[] Number(ushort value) => [(byte)(value >> 8), (byte)value];
}
