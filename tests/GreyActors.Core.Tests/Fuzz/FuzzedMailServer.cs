using System.Text;
using GreyActors.Core.Smtp;
using GreyActors.Core.Tests.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Fuzz;

/// <summary>
/// The backend of a fuzzed session: checks every line and all mail data that it gets, and replies correctly or wrongly, depending on a seed. It parses
/// the input with its own code.
/// </summary>
internal sealed class FuzzedMailServer(Random random)
{
    private static readonly string[] Served = ["example.test", "xn--bcher-kva.example", "b\u00fccher.example"];

    private readonly LineFramer _lines = new(2048);
    private readonly ReplyReader _replies = new();
    private readonly List<byte> _mailData = [.. "\r\n"u8];

    /// <summary>The number of complete mails.</summary>
    public int Mails { get; private set; }

    /// <summary>Receives command lines.</summary>
    public static void Hear(string lines)
    {
        Assert.EndsWith("\r\n", lines, StringComparison.Ordinal);
        foreach (var line in lines[..^2].Split("\r\n"))
        {
            Assert.DoesNotContain(line, octet => char.IsControl(octet) || octet is '\u2028' or '\u2029');
            Assert.Matches("^(EHLO mx|LHLO mx|HELO mx|STARTTLS|MAIL FROM:<.*>.*|RCPT TO:<.+>.*|DATA|QUIT)$", line);
            if (line.StartsWith("RCPT", StringComparison.Ordinal))
                IsServed(line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..]);
        }
    }

    /// <summary>Receives mail data.</summary>
    public void Take(ReadOnlySpan<byte> data, bool ended)
    {
        _mailData.AddRange(data);
        if (!ended)
            return;
        var wire = Bytes.Text([.. _mailData]);
        Assert.Equal(wire.Length - 5, wire.IndexOf("\r\n.\r\n", StringComparison.Ordinal));
        Assert.False(wire.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny('\r', '\n'), Bytes.Show(wire));
        Mails++;
        Forget();
    }

    /// <summary>Interrupted mail data must never look complete.</summary>
    public void BreakOff()
    {
        Assert.DoesNotContain("\r\n.\r\n", Bytes.Text([.. _mailData]), StringComparison.Ordinal);
        Forget();
    }

    /// <summary>What it says next, put together; null where it is no reply or none came.</summary>
    public RelayReply? Reply(RelayPhase awaited)
    {
        var octets = Bytes.Of(random.Next(12) switch
        {
            0 => SeedCorpus.Replies[random.Next(SeedCorpus.Replies.Length)],
            1 => new Mutator(random).Spoil(SeedCorpus.Replies[random.Next(SeedCorpus.Replies.Length)], 3),
            _ => awaited switch
            {
                RelayPhase.Banner or RelayPhase.StartTls => SeedCorpus.Replies[0],
                RelayPhase.Ehlo => random.Next(2) == 0 ? SeedCorpus.Replies[2] : SeedCorpus.Replies[^1],
                RelayPhase.Data => SeedCorpus.Replies[3],
                _ => SeedCorpus.Replies[1],
            },
        });
        ReadOnlySpan<byte> rest = octets;
        while (!rest.IsEmpty)
        {
            var framed = _lines.Read(rest, out var taken, out var line);
            rest = rest[taken..];
            if (framed != Framed.Line)
                continue;
            switch (_replies.Take(line.Span, out var reply))
            {
                case ReplyProgress.Complete:
                    return reply;
                case ReplyProgress.Garbage:
                    return null;
            }
        }

        return null;
    }

    private void Forget()
    {
        _mailData.Clear();
        _mailData.AddRange("\r\n"u8);
    }

    // The domain follows the last @ outside quotes; only postmaster may omit it.
    private static void IsServed(string path)
    {
        var (quoted, at, end) = (false, -1, -1);
        for (var i = 0; i < path.Length && end < 0; i++)
        {
            switch (path[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '@' when !quoted:
                    at = i;
                    break;
                case '>' when !quoted:
                    end = i;
                    break;
            }
        }

        var local = path[..(at < 0 ? end : at)];
        if (at < 0)
            Assert.Equal("postmaster", local, ignoreCase: true);
        else
            Assert.Contains(path[(at + 1)..end].ToLowerInvariant().Normalize(NormalizationForm.FormC), Served);
        Assert.False(local.AsSpan().ContainsAny('%', '!', '@'), path);
    }
}
