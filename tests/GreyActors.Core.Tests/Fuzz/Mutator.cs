namespace GreyActors.Core.Tests.Fuzz;

/// <summary>Mutates a text several times, depending on a seed.</summary>
internal sealed class Mutator(Random random)
{
    private const int Longest = 40_000;

    /// <summary>The text after this many mutations.</summary>
    public string Spoil(string text, int times)
    {
        for (var i = 0; i < times && text.Length < Longest; i++)
            text = SpoilOnce(text);
        return text;
    }

    /// <summary>Pieces of it, in order: nothing is lost, the cuts are anywhere.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> whole)
    {
        var largest = random.Next(3) switch { 0 => 1, 1 => 30, _ => 5_000 };
        while (!whole.IsEmpty)
        {
            var length = Math.Min(whole.Length, random.Next(1, largest + 1));
            yield return whole[..length];
            whole = whole[length..];
        }
    }

    private string SpoilOnce(string text)
    {
        var (from, to) = (random.Next(text.Length + 1), random.Next(text.Length + 1));
        if (from > to)
            (from, to) = (to, from);
        to = Math.Min(to, from + random.Next(1, 60));
        return random.Next(8) switch
        {
            0 => text[..from] + text[to..],
            1 => text[..to] + text[from..],
            2 => text[..from] + (char)random.Next(256) + text[from..],
            3 => text[..from] + (char)random.Next(256) + text[Math.Min(from + 1, text.Length)..],
            4 => text[..from] + Any(SeedCorpus.Dialogues)[random.Next(6)..] + text[from..],
            5 => text[..to] + string.Concat(Enumerable.Repeat(text[from..to], random.Next(1, 20))) + text[to..],
            _ => text[..from] + Any(SeedCorpus.Words) + text[from..],
        };
    }

    private string Any(string[] texts) => texts[random.Next(texts.Length)];
}
