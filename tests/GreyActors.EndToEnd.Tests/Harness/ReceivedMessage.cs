namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>One message that the backend said 250 to.</summary>
/// <param name="Hello">The EHLO or HELO line.</param>
/// <param name="Mail">The MAIL line.</param>
/// <param name="Recipients">The RCPT lines that were accepted.</param>
/// <param name="Wire">The mail data as it crossed the wire, dots still stuffed, without the final dot.</param>
public sealed record ReceivedMessage(string Hello, string Mail, IReadOnlyList<string> Recipients, byte[] Wire)
{
    /// <summary>The mail data with the stuffed dots taken out (RFC 5321 4.5.2).</summary>
    public byte[] Content()
    {
        var content = new List<byte>(Wire.Length);
        var atLineStart = true;
        foreach (var octet in Wire)
        {
            if (!(atLineStart && octet == '.'))
                content.Add(octet);

            atLineStart = octet == '\n';
        }

        return [.. content];
    }

    /// <summary>Whether a CR or LF is in it that is not part of CRLF.</summary>
    public bool HasBareNewline => Text.Of(Wire).Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny('\r', '\n');

    /// <summary>Whether it was for this forward-path.</summary>
    public bool IsFor(string forwardPath) => Recipients.Any(line => line.Contains($"<{forwardPath}>", StringComparison.Ordinal));
}
