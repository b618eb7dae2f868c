using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>A complete reply of the backend, kept unchanged so that it can be passed on.</summary>
/// <param name="Code">200 to 599.</param>
/// <param name="Bytes">All its lines, each with CRLF.</param>
public sealed record RelayReply(int Code, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>2yz.</summary>
    public bool IsPositive => Code is >= 200 and < 300;

    /// <summary>4yz.</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>5yz.</summary>
    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>The text of each line, without code and line end.</summary>
    public IEnumerable<string> TextLines() =>
        ToString().Split("\r\n").Select(line => line.Length > 4 ? line[4..] : "");

    /// <summary>Whether this reply to EHLO offers an extension.</summary>
    public bool Offers(string keyword) =>
        TextLines().Skip(1).Any(line => line.Split(' ', 2)[0].Equals(keyword, StringComparison.OrdinalIgnoreCase));

    /// <summary>The lines without the last line end; invalid UTF-8 becomes replacement characters.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span).TrimEnd('\r', '\n');
}
