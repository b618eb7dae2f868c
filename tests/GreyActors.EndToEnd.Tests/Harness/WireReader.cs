using System.Net.Sockets;
using System.Text;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>Reads lines and mail data from a connection exactly as they crossed the wire.</summary>
/// <remarks>Its own code on purpose: what it checks must not be checked with the same parser.</remarks>
public sealed class WireReader(Func<Memory<byte>, CancellationToken, ValueTask<int>> receive)
{
    private static readonly byte[] EndOfLine = "\r\n"u8.ToArray();
    private static readonly byte[] EndOfData = "\r\n.\r\n"u8.ToArray();

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Reads from a socket.</summary>
    public WireReader(Socket socket)
        : this((buffer, stop) => socket.ReceiveAsync(buffer, stop))
    {
    }

    /// <summary>The next line without its CRLF; null when the peer closed before one was complete.</summary>
    public async Task<string?> ReadLine(CancellationToken stop)
    {
        var searched = 0;
        while (true)
        {
            var found = Waiting(searched).IndexOf(EndOfLine);
            if (found >= 0)
            {
                var line = Encoding.Latin1.GetString(Waiting(0)[..(searched + found)]);
                _start += searched + found + EndOfLine.Length;
                return line;
            }

            searched = Math.Max(0, _end - _start - 1);
            if (!await Fill(stop))
                return null;
        }
    }

    /// <summary>
    /// Mail data up to CRLF.CRLF, with its last CRLF and without the dot, dots still stuffed; null when the peer closed before its end,
    /// or as soon as <paramref name="atMost"/> bytes of it came.
    /// </summary>
    public async Task<byte[]?> ReadMailData(int? atMost, CancellationToken stop)
    {
        // The CRLF of the DATA command counts as the first of the end sequence (RFC 5321 4.1.1.4): a dot at once ends empty mail data.
        Prepend(EndOfLine);
        var searched = 0;
        while (true)
        {
            if (_end - _start - EndOfLine.Length >= atMost)
                return null;

            var found = Waiting(searched).IndexOf(EndOfData);
            if (found >= 0)
            {
                var data = Waiting(0)[EndOfLine.Length..(searched + found + EndOfLine.Length)].ToArray();
                _start += searched + found + EndOfData.Length;
                return data;
            }

            searched = Math.Max(0, _end - _start - (EndOfData.Length - 1));
            if (!await Fill(stop))
                return null;
        }
    }

    private ReadOnlySpan<byte> Waiting(int from) => _buffer.AsSpan((_start + from).._end);

    private void Prepend(byte[] bytes)
    {
        var joined = new byte[Math.Max(_buffer.Length, _end - _start + bytes.Length)];
        bytes.CopyTo(joined, 0);
        Waiting(0).CopyTo(joined.AsSpan(bytes.Length));
        (_buffer, _start, _end) = (joined, 0, _end - _start + bytes.Length);
    }

    private async Task<bool> Fill(CancellationToken stop)
    {
        if (_end == _buffer.Length)
        {
            var roomier = new byte[(_end - _start) * 2 < _buffer.Length ? _buffer.Length : _buffer.Length * 2];
            Waiting(0).CopyTo(roomier);
            (_buffer, _start, _end) = (roomier, 0, _end - _start);
        }

        var read = await receive(_buffer.AsMemory(_end), stop);
        _end += read;
        return read > 0;
    }
}
