using System.Buffers;
using GreyActors.Core.Smtp;

namespace GreyActors.Core.Policy;

/// <summary>Cuts the input of a policy connection into requests: lines <c>name=value</c> up to an empty line (Postfix: SMTPD_POLICY_README).</summary>
/// <remarks>
/// A unit is a whole request, so that the thirty lines of a request cost one message. A line that is no attribute is reported when it ends, before the
/// request does: a client of another protocol sends no empty line, and must not wait for its time limit. After an error the input has no meaning.
/// </remarks>
public sealed class PolicyFramer : IFramer
{
    /// <summary>The longest line in bytes, with its LF: twice the longest line that Postfix accepts from a client (line_length_limit).</summary>
    public const int MaxLine = 4096;

    /// <summary>The largest number of attributes; Postfix 3.9 sends 30.</summary>
    public const int MaxAttributes = 100;

    /// <summary>The largest size of a request in bytes.</summary>
    public const int MaxRequest = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _request = new(1024);
    private int _lineStart;
    private int _attributes;

    /// <summary>Finds the end of the request; the unit is its lines, each with its LF, without the empty line.</summary>
    public Framed Read(ReadOnlySpan<byte> input, out int taken, out ReadOnlyMemory<byte> unit)
    {
        unit = default;
        taken = 0;
        while (taken < input.Length)
        {
            var rest = input[taken..];
            var end = rest.IndexOf((byte)'\n');
            var piece = end < 0 ? rest : rest[..(end + 1)];
            taken += piece.Length;
            if (_request.WrittenCount - _lineStart + piece.Length > MaxLine || _request.WrittenCount + piece.Length > MaxRequest)
                return Fail(Framed.TooLong);
            _request.Write(piece);
            if (end < 0)
                return Framed.Nothing;

            var line = PolicyLine.Trim(_request.WrittenSpan[_lineStart..]);
            if (line.IsEmpty)
                return End(out unit);
            if (!PolicyLine.TrySplit(line, out _, out _))
                return Fail(Framed.Malformed);
            if (++_attributes > MaxAttributes)
                return Fail(Framed.TooLong);
            _lineStart = _request.WrittenCount;
        }

        return Framed.Nothing;
    }

    private Framed End(out ReadOnlyMemory<byte> unit)
    {
        unit = _request.WrittenSpan[.._lineStart].ToArray();
        return Fail(unit.IsEmpty ? Framed.Malformed : Framed.Line);
    }

    private Framed Fail(Framed framed)
    {
        _request.ResetWrittenCount();
        (_lineStart, _attributes) = (0, 0);
        return framed;
    }
}
