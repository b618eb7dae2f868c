using System.Collections.Immutable;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>One dialogue of a file in <c>dialogues/</c>: a sentence and the lines that show it to be true.</summary>
/// <remarks>
/// A line is <c>box: text</c>. <c>#</c> begins the next dialogue and is its sentence. <c>given</c> changes the configuration;
/// <c>after</c> plays another dialogue first, of the same file or of <c>openings.txt</c>. <see cref="DialogueStage"/> documents the other boxes.
/// </remarks>
internal sealed record Dialogue(string Sentence, ImmutableArray<DialogueEntry> Entries)
{
    private const string Openings = "openings.txt";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Doors", "Smtp", "dialogues");

    /// <summary>The files' names.</summary>
    public static IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*.txt").Select(path => Path.GetFileName(path)).Order();

    /// <summary>The dialogues of a file, each with those it comes after.</summary>
    public static ImmutableArray<Dialogue> Read(string file)
    {
        var openings = file == Openings ? [] : Read(Openings);
        var told = new Dictionary<string, Dialogue>();
        Dialogue? current = null;
        var number = 0;
        foreach (var line in File.ReadLines(Path.Combine(Folder, file)))
        {
            number++;
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                current = new Dialogue(line[2..], []);
                told.Add(current.Sentence, current);
            }
            else if (line.Trim().Length > 0)
            {
                if (current is null || line.Split(':', 2) is not [var box, var text])
                    throw new FormatException($"{file}:{number}: not a line of a dialogue: {line}");
                current = box == "after"
                    ? current with { Entries = [.. current.Entries, .. Before(text.Trim()).Entries] }
                    : current with { Entries = current.Entries.Add(new DialogueEntry($"{file}:{number}", box, text.Trim())) };
                told[current.Sentence] = current;
            }
        }

        return [.. told.Values];

        Dialogue Before(string sentence) => told.TryGetValue(sentence, out var before)
            ? before
            : openings.SingleOrDefault(opening => opening.Sentence == sentence)
                ?? throw new FormatException($"{file}:{number}: no dialogue says: {sentence}");
    }
}

/// <summary>One line of a dialogue.</summary>
internal sealed record DialogueEntry(string Place, string Box, string Text);
