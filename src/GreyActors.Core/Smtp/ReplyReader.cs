using System.Buffers;

namespace GreyActors.Core.Smtp;

/// <summary>Assembles a reply from its lines (RFC 5321 4.2.1): <c>250-…</c> continues, <c>250 …</c> and <c>250</c> end it.</summary>
public sealed class ReplyReader
{
    /// <summary>The maximum number of lines; more are treated as a flood.</summary>
    public const int MaxLines = 100;

    private readonly ArrayBufferWriter<byte> _lines = new(128);
    private int _code;
    private int _count;

    /// <summary>Adds one line without its CRLF.</summary>
    public ReplyProgress Take(ReadOnlySpan<byte> line, out RelayReply? reply)
    {
        reply = null;
        if (!TryReadCode(line, out var code, out var last) || (_count > 0 && code != _code) || ++_count > MaxLines)
            return ReplyProgress.Garbage;
        _code = code;
        _lines.Write(line);
        _lines.Write("\r\n"u8);
        if (!last)
            return ReplyProgress.Unfinished;
        reply = new RelayReply(code, _lines.WrittenSpan.ToArray());
        _lines.ResetWrittenCount();
        _count = 0;
        return ReplyProgress.Complete;
    }

    // Control characters would reach the client and the logs, so a reply with them is invalid.
    private static bool TryReadCode(ReadOnlySpan<byte> line, out int code, out bool last)
    {
        code = 0;
        last = line.Length == 3 || (line.Length > 3 && line[3] == ' ');
        if (line.Length < 3 || (!last && line[3] != '-'))
            return false;
        foreach (var b in line)
        {
            if (b is < 32 and not (byte)'\t' or 127)
                return false;
        }

        foreach (var b in line[..3])
        {
            if (b is < (byte)'0' or > (byte)'9')
                return false;
            code = (code * 10) + (b - '0');
        }

        return code is >= 200 and < 600;
    }
}

/// <summary>The result of a line.</summary>
public enum ReplyProgress
{
    /// <summary>More lines belong to the reply.</summary>
    Unfinished,

    /// <summary>The reply is complete.</summary>
    Complete,

    /// <summary>The line is not an SMTP reply.</summary>
    Garbage,
}
