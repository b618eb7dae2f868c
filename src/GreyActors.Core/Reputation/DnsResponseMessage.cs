using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace GreyActors.Core.Reputation;

/// <summary>Reads responses of the DNS (RFC 1035 4). No input throws.</summary>
/// <remarks>
/// Only the records at the end of the chain of aliases that begins at the question's name are part of the answer. A name is in lower case; other bytes than those of
/// printable ASCII, and a dot inside a label, are escaped with a backslash, which no host name contains.
/// </remarks>
public readonly ref struct DnsResponseMessage
{
    private const int Header = 12;
    private const int MaxAliases = 16;
    private const ushort Cname = 5;
    private const ushort Soa = 6;
    private const ushort Internet = 1;

    private readonly ReadOnlySpan<byte> _message;
    private readonly DnsQuestion _question;

    private DnsResponseMessage(ReadOnlySpan<byte> message, DnsQuestion question)
    {
        _message = message;
        _question = question;
    }

    /// <summary>The number that the query had; null if the message is too short.</summary>
    public static ushort? IdOf(ReadOnlySpan<byte> message) => message.Length < Header ? null : BinaryPrimitives.ReadUInt16BigEndian(message);

    /// <summary>Reads a response to a question.</summary>
    /// <param name="message">The message.</param>
    /// <param name="question">The question.</param>
    /// <param name="isTruncated">Whether the answer must be asked for again over TCP.</param>
    /// <returns>Null for a message that is no response to this question, or is damaged.</returns>
    public static DnsAnswer? Read(ReadOnlySpan<byte> message, DnsQuestion question, out bool isTruncated)
    {
        isTruncated = false;
        if (message.Length < Header)
            return null;
        var flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        // A response (QR) to a standard query (opcode 0).
        if ((flags & 0xF800) != 0x8000)
            return null;
        var response = new DnsResponseMessage(message, question);
        if (!response.TryReadQuestion(out var position))
            return null;
        isTruncated = (flags & 0x0200) != 0;
        if (isTruncated)
            return DnsAnswer.Failed;
        return (flags & 0x000F) switch
        {
            0 => response.ReadRecords(position),
            3 => response.ReadRecords(position) is { } answer ? DnsAnswer.Void(answer.TimeToLive) : null,
            _ => DnsAnswer.Failed,
        };
    }

    private bool TryReadQuestion(out int position)
    {
        position = Header;
        return BinaryPrimitives.ReadUInt16BigEndian(_message[4..]) == 1
            && TryReadName(ref position, out var name)
            && name.Equals(_question.Name, StringComparison.OrdinalIgnoreCase)
            && position + 4 <= _message.Length
            && NumberAt(position) == DnsQueryMessage.CodeOf(_question.Type)
            && NumberAt(position + 2) == Internet
            && (position += 4) > 0;
    }

    // The answer, with the negative time to live if there is none.
    private DnsAnswer? ReadRecords(int position)
    {
        var (answers, authorities) = (new List<Record>(), new List<Record>());
        if (!TryReadSection(NumberAt(6), answers, ref position) || !TryReadSection(NumberAt(8), authorities, ref position))
            return null;
        var (name, time) = (_question.Name.ToLowerInvariant(), uint.MaxValue);
        for (var aliases = 0; aliases < MaxAliases && answers.Find(record => record.Type == Cname && record.Name == name) is { } alias; aliases++)
        {
            var target = alias.Data;
            if (!TryReadName(ref target, out name))
                return null;
            time = Math.Min(time, alias.Time);
        }

        var type = DnsQueryMessage.CodeOf(_question.Type);
        var found = answers.FindAll(record => record.Type == type && record.Name == name);
        if (found.Count == 0)
            return DnsAnswer.Void(TimeSpan.FromSeconds(NegativeTime(authorities)));
        foreach (var record in found)
            time = Math.Min(time, record.Time);
        return AnswerOf(found, TimeSpan.FromSeconds(time));
    }

    private DnsAnswer? AnswerOf(List<Record> found, TimeSpan time) => _question.Type switch
    {
        DnsType.A => Addresses(found, 4) is { IsDefault: false } addresses ? DnsAnswer.Of(time, addresses) : null,
        DnsType.Aaaa => Addresses(found, 16) is { IsDefault: false } addresses ? DnsAnswer.Of(time, addresses) : null,
        DnsType.Txt => Texts(found) is { IsDefault: false } texts ? new DnsAnswer(DnsStatus.Found, time) { Texts = texts } : null,
        _ => NamesOf(found, time),
    };

    private ImmutableArray<IPAddress> Addresses(List<Record> found, int length)
    {
        var addresses = ImmutableArray.CreateBuilder<IPAddress>(found.Count);
        foreach (var record in found)
        {
            if (record.Length != length)
                return default;
            addresses.Add(new IPAddress(_message.Slice(record.Data, length)));
        }

        return addresses.DrainToImmutable();
    }

    private ImmutableArray<string> Texts(List<Record> found)
    {
        var texts = ImmutableArray.CreateBuilder<string>(found.Count);
        foreach (var record in found)
        {
            var text = new StringBuilder(record.Length);
            for (var position = record.Data; position < record.Data + record.Length; position += 1 + _message[position])
            {
                if (position + 1 + _message[position] > record.Data + record.Length)
                    return default;
                text.Append(Encoding.Latin1.GetString(_message.Slice(position + 1, _message[position])));
            }

            texts.Add(text.ToString());
        }

        return texts.DrainToImmutable();
    }

    // Mail exchangers in the order of their preference. The root is no host: RFC 7505 uses it for a domain without mail.
    private DnsAnswer? NamesOf(List<Record> found, TimeSpan time)
    {
        var names = new List<(int Preference, string Name)>(found.Count);
        foreach (var record in found)
        {
            var isMx = record.Type != DnsQueryMessage.CodeOf(DnsType.Ptr);
            var position = record.Data + (isMx ? 2 : 0);
            if (record.Length < (isMx ? 3 : 1) || !TryReadName(ref position, out var name))
                return null;
            if (name.Length > 0)
                names.Add((isMx ? NumberAt(record.Data) : 0, name));
        }

        return names.Count == 0
            ? DnsAnswer.Void(time)
            : new DnsAnswer(DnsStatus.Found, time) { Names = [.. names.OrderBy(name => name.Preference).Select(name => name.Name)] };
    }

    // RFC 2308 5: the time of the SOA record, at most its minimum, which is its last number. Without one, the answer must not be kept.
    private uint NegativeTime(List<Record> authorities) => authorities.Find(record => record is { Type: Soa, Length: > 20 }) is { } soa
        ? Math.Min(soa.Time, TimeAt(soa.Data + soa.Length - 4))
        : 0;

    private bool TryReadSection(int count, List<Record> records, ref int position)
    {
        for (var i = 0; i < count; i++)
        {
            if (!TryReadName(ref position, out var name) || position + 10 > _message.Length)
                return false;
            var (type, isInternet, time, length) = (NumberAt(position), NumberAt(position + 2) == Internet, TimeAt(position + 4), NumberAt(position + 8));
            position += 10;
            if (position + length > _message.Length)
                return false;
            if (isInternet)
                records.Add(new Record(name, type, time, position, length));
            position += length;
        }

        return true;
    }

    // A pointer leads to an earlier place, so no loop is possible (RFC 1035 4.1.4). The position moves to the end of the name.
    private bool TryReadName(ref int position, out string name)
    {
        name = "";
        var text = new StringBuilder();
        var (at, earliest, end, length) = (position, position, -1, 0);
        while (at < _message.Length)
        {
            var size = _message[at];
            if (size == 0)
            {
                position = end < 0 ? at + 1 : end;
                name = text.ToString();
                return true;
            }

            if ((size & 0xC0) == 0xC0)
            {
                if (at + 2 > _message.Length)
                    return false;
                var target = NumberAt(at) & 0x3FFF;
                if (target >= earliest)
                    return false;
                end = end < 0 ? at + 2 : end;
                (at, earliest) = (target, target);
                continue;
            }

            length += size + 1;
            if ((size & 0xC0) != 0 || length > 254 || at + 1 + size > _message.Length)
                return false;
            AppendLabel(text, _message.Slice(at + 1, size));
            at += 1 + size;
        }

        return false;
    }

    private static void AppendLabel(StringBuilder name, ReadOnlySpan<byte> label)
    {
        if (name.Length > 0)
            name.Append('.');
        foreach (var c in label)
        {
            if (c is > (byte)' ' and <= (byte)'~' and not (byte)'.')
                name.Append(char.ToLowerInvariant((char)c));
            else
                name.Append('\\').Append((char)('0' + (c / 100))).Append((char)('0' + (c / 10 % 10))).Append((char)('0' + (c % 10)));
        }
    }

    private int NumberAt(int position) => BinaryPrimitives.ReadUInt16BigEndian(_message[position..]);

    // RFC 2181 8: a time with the highest bit set counts as zero.
    private uint TimeAt(int position) => BinaryPrimitives.ReadUInt32BigEndian(_message[position..]) is var time and <= int.MaxValue ? time : 0;

    private sealed record Record(string Name, int Type, uint Time, int Data, int Length);
}
