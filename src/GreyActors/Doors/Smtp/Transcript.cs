using System.Collections.Immutable;
using System.Text;
using GreyActors.Core.Smtp;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <summary>The last lines of one session's dialogue, for introspection. Keeps existing bytes, and converts them to text only on request.</summary>
public sealed class Transcript
{
    /// <summary>Lines that are kept.</summary>
    public const int MaxLines = 24;

    /// <summary>Octets of a line that are shown.</summary>
    public const int MaxLineOctets = 512;

    // A reply may have a hundred lines: of such a one only the first are shown, and kept.
    private const int MaxOctets = 2048;

    private readonly long _startedAt = Environment.TickCount64;
    private Entry[] _entries = [];
    private int _count;

    /// <summary>Notes what was said: one line of the client without its end, or a whole reply of ours.</summary>
    public void Note(DialogueDirection direction, ReadOnlyMemory<byte> bytes)
    {
        // Most sessions are over after some ten lines.
        if (_count == _entries.Length && _count < MaxLines)
            Array.Resize(ref _entries, _count == 0 ? MaxLines / 2 : MaxLines);
        _entries[_count++ % MaxLines] = new Entry(
            bytes.Length <= MaxOctets ? bytes : bytes[..MaxOctets].ToArray(), (int)(Environment.TickCount64 - _startedAt), direction);
    }

    /// <summary>The lines, oldest first.</summary>
    public ImmutableArray<TranscriptLine> Lines()
    {
        var lines = new List<TranscriptLine>();
        for (var entry = Math.Max(0, _count - MaxLines); entry < _count; entry++)
            lines.AddRange(LinesOf(_entries[entry % MaxLines]));
        return [.. lines.TakeLast(MaxLines)];
    }

    private static IEnumerable<TranscriptLine> LinesOf(Entry entry) => Encoding.UTF8.GetString(entry.Bytes.Span)
        .TrimEnd('\r', '\n')
        .Split("\r\n")
        .Select(line => new TranscriptLine(
            entry.Milliseconds / 1000.0, entry.Direction is DialogueDirection.FromClient ? "client" : "us", Shown(line)));

    private static string Shown(string line)
    {
        var shown = LogText.ForLine(line);
        return shown.Length <= MaxLineOctets ? shown : $"{shown.AsSpan(0, MaxLineOctets)}…";
    }

    private readonly record struct Entry(ReadOnlyMemory<byte> Bytes, int Milliseconds, DialogueDirection Direction);
}
