using System.Globalization;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>A reply to the client, encoded once: one of ours, or a reply of the backend, passed on unchanged (RFC 5321 4.2).</summary>
public sealed class SmtpReply
{
    /// <summary>A reply of one line.</summary>
    /// <param name="line">The reply code, a space and the text, without line end.</param>
    public SmtpReply(string line)
        : this(int.Parse(line.AsSpan(0, 3), CultureInfo.InvariantCulture), Encoding.UTF8.GetBytes(line + "\r\n"))
    {
    }

    /// <summary>A reply of several lines, each given without code and line end.</summary>
    public SmtpReply(int code, IReadOnlyList<string> lines)
        : this(code, Encoding.UTF8.GetBytes(string.Concat(lines.Select((line, i) => $"{code}{(i == lines.Count - 1 ? ' ' : '-')}{line}\r\n"))))
    {
    }

    /// <summary>A reply of the backend, unchanged.</summary>
    public SmtpReply(RelayReply reply)
        : this(reply.Code, reply.Bytes)
    {
    }

    private SmtpReply(int code, ReadOnlyMemory<byte> bytes)
    {
        Code = code;
        Bytes = bytes;
    }

    /// <summary>The reply code: 200 to 599.</summary>
    public int Code { get; }

    /// <summary>The bytes to send: every line with its CRLF. They never change.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>2yz: success.</summary>
    public bool IsPositive => Code < 300;

    /// <summary>4yz: the client should retry (RFC 5321 4.2.1).</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>5yz: the client should not retry the same command.</summary>
    public bool IsPermanent => Code >= 500;

    /// <summary>The lines without the last line end.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span).TrimEnd('\r', '\n');
}
