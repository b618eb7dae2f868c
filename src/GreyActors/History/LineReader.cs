using System.Buffers;
using System.Text;

namespace GreyActors.History;

/// <summary>Cuts a stream into lines. The memory does not depend on the length of a line: of a longer one only the beginning is kept.</summary>
/// <param name="stream">The stream; the caller disposes of it.</param>
/// <param name="longest">The longest line in bytes.</param>
internal sealed class LineReader(Stream stream, int longest = LineReader.Longest)
{
    /// <summary>The longest line in bytes: a page of a thousand decisions is one line.</summary>
    public const int Longest = 8 * 1024 * 1024;

    // The beginning of a line that is too long, for a message.
    private const int KeptOfTooLong = 200;
    private const int ReadAtOnce = 64 * 1024;

    private readonly byte[] _buffer = new byte[ReadAtOnce];
    private readonly ArrayBufferWriter<byte> _kept = new(4096);
    private int _from;
    private int _to;

    /// <summary>The number of lines so far.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the next line; false at the end.</summary>
    /// <param name="line">The line without its end (LF or CRLF).</param>
    /// <param name="isTooLong">Whether only the beginning of the line is returned.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">The compressed data are damaged.</exception>
    public bool TryRead(out string line, out bool isTooLong)
    {
        var isThere = TryReadBytes(out var bytes, out isTooLong);
        line = Encoding.UTF8.GetString(bytes);
        return isThere;
    }

    /// <summary>Reads the next line; false at the end.</summary>
    /// <param name="line">The line without its end, until the next call.</param>
    /// <inheritdoc cref="TryRead"/>
    public bool TryReadBytes(out ReadOnlySpan<byte> line, out bool isTooLong)
    {
        var (length, isComplete) = (0L, false);
        _kept.ResetWrittenCount();
        while (!isComplete && (_from < _to || Fill()))
        {
            var rest = _buffer.AsSpan(_from, _to - _from);
            var end = rest.IndexOf((byte)'\n');
            isComplete = end >= 0;
            var piece = isComplete ? rest[..end] : rest;
            _from += piece.Length + (isComplete ? 1 : 0);
            length += piece.Length;
            _kept.Write(piece[..Math.Min(piece.Length, longest - _kept.WrittenCount)]);
        }

        isTooLong = length > longest;
        line = WithoutReturn(isTooLong ? _kept.WrittenSpan[..Math.Min(_kept.WrittenCount, KeptOfTooLong)] : _kept.WrittenSpan);
        if (!isComplete && length == 0)
            return false;
        Number++;
        return true;
    }

    private bool Fill()
    {
        (_from, _to) = (0, stream.Read(_buffer));
        return _to > 0;
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.. var start, (byte)'\r'] ? start : line;
}
