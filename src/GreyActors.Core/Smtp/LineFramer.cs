using System.Buffers;

namespace GreyActors.Core.Smtp;

/// <summary>Cuts a stream of bytes into lines, whatever the packets were (RFC 5321 2.3.8). Memory is bounded by the longest line.</summary>
/// <remarks>
/// An LF ends a line in any case, so that a client that sends bare LFs gets an error and does not wait for ever; such a line is bad and
/// none of it is used. What is behind an over-long line's limit is thrown away up to its LF; that such a line ended badly is worse news
/// than its length.
/// </remarks>
public sealed class LineFramer(int maxLine)
{
    private readonly ArrayBufferWriter<byte> _partial = new(128);
    private bool _tooLong;
    private byte _lastThrownAway;

    /// <summary>A line has begun and not ended.</summary>
    public bool HoldsPartOfLine => _tooLong || _partial.WrittenCount > 0;

    /// <summary>Looks for the end of the line in <paramref name="input"/>; <paramref name="taken"/> bytes of it are used up.</summary>
    /// <param name="input">What has arrived since.</param>
    /// <param name="taken">How much of it is used up; all of it when no line ended.</param>
    /// <param name="line">The line without CRLF, when the result is <see cref="Framed.Line"/>; a copy that the caller owns.</param>
    public Framed Read(ReadOnlySpan<byte> input, out int taken, out ReadOnlyMemory<byte> line)
    {
        line = default;
        var end = input.IndexOf((byte)'\n');
        taken = end < 0 ? input.Length : end + 1;
        if (_tooLong || _partial.WrittenCount + taken > maxLine)
        {
            return ThrowAway(input[..taken], ended: end >= 0);
        }

        if (end < 0)
        {
            _partial.Write(input);
            return Framed.Nothing;
        }

        byte[] whole = [.. _partial.WrittenSpan, .. input[..taken]];
        _partial.ResetWrittenCount();

        if (whole is not [.., (byte)'\r', (byte)'\n'] || whole.AsSpan(0, whole.Length - 2).Contains((byte)'\r'))
            return Framed.BareNewline;
        line = whole.AsMemory(0, whole.Length - 2);
        return Framed.Line;
    }

    private Framed ThrowAway(ReadOnlySpan<byte> piece, bool ended)
    {
        if (!_tooLong && _partial.WrittenCount > 0)
            _lastThrownAway = _partial.WrittenSpan[^1];
        _partial.ResetWrittenCount();
        _tooLong = !ended;
        var text = ended ? piece[..^1] : piece;
        if (!text.IsEmpty)
            _lastThrownAway = text[^1];
        return !ended ? Framed.Nothing : _lastThrownAway == '\r' ? Framed.TooLong : Framed.BareNewline;
    }
}

/// <summary>What came of reading a line.</summary>
public enum Framed
{
    /// <summary>No line ended yet.</summary>
    Nothing,

    /// <summary>A line.</summary>
    Line,

    /// <summary>A line that was longer than allowed, thrown away; it ended in CRLF.</summary>
    TooLong,

    /// <summary>A line that held a CR or LF outside of CRLF, thrown away, however long it was.</summary>
    BareNewline,
}
