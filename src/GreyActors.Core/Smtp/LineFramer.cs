using System.Buffers;

namespace GreyActors.Core.Smtp;

/// <summary>Cuts a stream of bytes into lines, independently of packets (RFC 5321 2.3.8). Memory is bounded by the longest line.</summary>
/// <remarks>
/// An LF always ends a line, so that a client that sends bare LFs gets an error and does not wait forever; such a line is discarded. The rest of an
/// overlong line is discarded up to its LF. If such a line also ends in a bare LF, that error is reported instead of its length.
/// </remarks>
public sealed class LineFramer(int maxLine) : IFramer
{
    private readonly ArrayBufferWriter<byte> _partial = new(128);
    private bool _tooLong;
    private byte _lastThrownAway;

    /// <summary>Whether a line is incomplete.</summary>
    public bool HoldsPartOfLine => _tooLong || _partial.WrittenCount > 0;

    /// <summary>Finds the end of the line; the unit is the line without CRLF.</summary>
    public Framed Read(ReadOnlySpan<byte> input, out int taken, out ReadOnlyMemory<byte> unit)
    {
        unit = default;
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
        unit = whole.AsMemory(0, whole.Length - 2);
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

/// <summary>The result of reading a line.</summary>
public enum Framed
{
    /// <summary>The line is incomplete.</summary>
    Nothing,

    /// <summary>A complete line.</summary>
    Line,

    /// <summary>A line that was too long and was discarded; it ended in CRLF.</summary>
    TooLong,

    /// <summary>A line of any length with a CR or LF outside of CRLF, which was discarded.</summary>
    BareNewline,

    /// <summary>Input that the protocol does not permit. What follows has no meaning.</summary>
    Malformed,
}
