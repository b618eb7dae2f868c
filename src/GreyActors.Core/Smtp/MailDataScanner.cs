using System.Buffers;

namespace GreyActors.Core.Smtp;

/// <summary>
/// Finds the end of mail data, and turns every line end into CRLF (RFC 5321 2.3.8, 4.1.1.4, 4.5.2). Only <c>CRLF . CRLF</c> ends it. Dots that the
/// client stuffed stay stuffed: the backend gets the mail data as the client sent it.
/// </summary>
/// <remarks>
/// A bare CR or LF becomes CRLF. The client did not see the text after it as the start of a line, so a dot there is stuffed, and so is a lone dot that
/// ends in a bare newline. Without that, our line end would turn content into the end of mail data, and we would enable SMTP smuggling ourselves.
/// Bytes whose meaning depends on the next ones are held back: at most a CR, a dot, or both. Nearly all chunks need no change and are passed on as a
/// slice; only the others are rewritten byte by byte.
/// </remarks>
public sealed class MailDataScanner
{
    private static readonly SearchValues<byte> Newlines = SearchValues.Create("\r\n"u8);

    // The dot and its CRLF. The CRLF before them ends the last line and belongs to the message.
    private const int EndLength = 3;

    private Place _place = Place.LineStart;

    private enum Place
    {
        LineStart,
        AfterBareNewline,
        InLine,
        AfterCr,
        AfterDot,
        AfterDotCr,
    }

    /// <summary>Whether a bare CR or LF was found.</summary>
    public bool BareNewlineSeen { get; private set; }

    /// <summary>The message size so far in bytes, counted as in RFC 1870 5: without stuffed dots and the end of mail data.</summary>
    public long Size { get; private set; }

    /// <summary>Scans a chunk. The scanner cannot be used after the end of mail data.</summary>
    public MailDataChunk Scan(ReadOnlySpan<byte> chunk)
    {
        var scanned = _place is Place.LineStart or Place.InLine && TryPass(chunk, out var passed) ? passed : Rewrite(chunk);
        Size += scanned.Taken - (scanned.Ended ? EndLength : 0);
        return scanned;
    }

    // Changes nothing and returns false if the chunk cannot be passed on as a slice.
    private bool TryPass(ReadOnlySpan<byte> chunk, out MailDataChunk passed)
    {
        passed = default;
        var at = 0;
        var stuffed = 0;
        var lineStart = _place == Place.LineStart;
        while (at < chunk.Length)
        {
            if (lineStart && chunk[at] == '.')
            {
                switch (chunk[at..])
                {
                    case [_]:
                        passed = Hold(Place.AfterDot, chunk, at, stuffed);
                        return true;
                    case [_, (byte)'\r']:
                        passed = Hold(Place.AfterDotCr, chunk, at, stuffed);
                        return true;
                    case [_, (byte)'\r', (byte)'\n', ..]:
                        Size -= stuffed;
                        passed = new MailDataChunk(at + EndLength, true, at + EndLength, default);
                        return true;
                    case [_, (byte)'\r' or (byte)'\n', ..]:
                        return false;
                    default:
                        stuffed++;
                        break;
                }
            }

            var newline = chunk[at..].IndexOfAny(Newlines);
            if (newline < 0)
            {
                passed = Hold(Place.InLine, chunk, chunk.Length, stuffed);
                return true;
            }

            at += newline;
            switch (chunk[at..])
            {
                case [(byte)'\r']:
                    passed = Hold(Place.AfterCr, chunk, at, stuffed);
                    return true;
                case [(byte)'\r', (byte)'\n', ..]:
                    at += 2;
                    lineStart = true;
                    break;
                default:
                    return false;
            }
        }

        passed = Hold(lineStart ? Place.LineStart : Place.InLine, chunk, chunk.Length, stuffed);
        return true;
    }

    private MailDataChunk Hold(Place place, ReadOnlySpan<byte> chunk, int clean, int stuffed)
    {
        _place = place;
        Size -= stuffed;
        return new MailDataChunk(chunk.Length, false, clean, default);
    }

    private MailDataChunk Rewrite(ReadOnlySpan<byte> chunk)
    {
        var output = new ArrayBufferWriter<byte>(chunk.Length + 64);
        var at = 0;
        while (at < chunk.Length)
        {
            if (Step(chunk[at], output, out var ended))
                at++;
            if (ended)
                return new MailDataChunk(at, true, 0, output.WrittenMemory);
        }

        return new MailDataChunk(chunk.Length, false, 0, output.WrittenMemory);
    }

    // True if the byte was consumed; false if it must be read again in the new state.
    private bool Step(byte b, ArrayBufferWriter<byte> output, out bool ended)
    {
        ended = false;
        switch (_place, b)
        {
            case (Place.AfterCr, (byte)'\n'):
                return Go(Place.LineStart, "\r\n"u8, output);
            case (Place.AfterCr, _):
                return !GoBare("\r\n"u8, output);
            case (Place.AfterDot, (byte)'\r'):
                return Go(Place.AfterDotCr, [], output);
            case (Place.AfterDot, (byte)'\n'):
                return GoBare("..\r\n"u8, output);
            case (Place.AfterDot, _):
                Size--;
                return !Go(Place.InLine, "."u8, output);
            case (Place.AfterDotCr, (byte)'\n'):
                ended = true;
                return Go(Place.LineStart, ".\r\n"u8, output);
            case (Place.AfterDotCr, _):
                return !GoBare("..\r\n"u8, output);
            case (_, (byte)'\r'):
                return Go(Place.AfterCr, [], output);
            case (_, (byte)'\n'):
                return GoBare("\r\n"u8, output);
            case (Place.LineStart, (byte)'.'):
                return Go(Place.AfterDot, [], output);
            case (Place.AfterBareNewline, (byte)'.'):
                return Go(Place.InLine, ".."u8, output);
            default:
                return Go(Place.InLine, [b], output);
        }
    }

    private bool GoBare(ReadOnlySpan<byte> written, ArrayBufferWriter<byte> output)
    {
        BareNewlineSeen = true;
        return Go(Place.AfterBareNewline, written, output);
    }

    private bool Go(Place next, ReadOnlySpan<byte> written, ArrayBufferWriter<byte> output)
    {
        output.Write(written);
        _place = next;
        return true;
    }
}

/// <summary>The result of scanning a chunk of mail data.</summary>
/// <param name="Taken">The number of bytes that belong to the mail data; the bytes after them are commands.</param>
/// <param name="Ended">Whether the end of mail data was found; the output includes it.</param>
/// <param name="Clean">The number of bytes to pass on unchanged; 0 if the chunk was rewritten.</param>
/// <param name="Rewritten">The rewritten bytes; empty if the chunk is passed on unchanged.</param>
public readonly record struct MailDataChunk(int Taken, bool Ended, int Clean, ReadOnlyMemory<byte> Rewritten);
