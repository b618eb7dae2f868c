using System.Buffers;
using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;
using GreyActors.Configuration.Values;
using GreyActors.Core.Access;
using GreyActors.Core.Smtp;

namespace GreyActors.Configuration;

/// <summary>Reads the files that access lists name with <c>file:</c>: one entry a line, <c>#</c> and what follows it is a comment.</summary>
/// <param name="read">Gives the text of a file.</param>
internal sealed class ListFiles(Func<string, SourceText> read)
{
    /// <summary>The most entries that one list may have, with all its files.</summary>
    public const int MaxEntries = 1_000_000;

    private const string Prefix = "file:";
    private const int MaxErrors = 100;

    // Only the command line limits a path; a triple has two of them.
    private const int MaxLength = 2 * CommandParser.MaxExtendedLine;

    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t");

    /// <summary>The file that an entry names, relative to the one that it stands in; null when it is an entry like any other.</summary>
    public static string? FileOf(HoconNode.Scalar entry) => entry.Text.StartsWith(Prefix, StringComparison.Ordinal)
        ? HoconIncludes.Beside(entry.Origin.Source, entry.Text[Prefix.Length..])
        : null;

    /// <summary>Adds the entries of a file; what is wrong in it is told with its line, the first hundred errors at most.</summary>
    public void Read(SettingsBook book, ListFile file, Func<string, Checked<string>> check, ImmutableArray<AccessEntry>.Builder entries)
    {
        var origin = file.NamedBy;
        if (file.Path.Length == 0 || file.Path.EndsWith('/') || file.Path.Contains('\0', StringComparison.Ordinal))
        {
            book.Wrong(file.Key, origin, $"names no file: expected for example \"{Prefix}lists/whitelisted-clients\"");
            return;
        }

        book.Reads(file.Path);
        switch (read(file.Path))
        {
            case SourceText.Read(var text):
                Read(book, file, text, check, entries);
                break;
            case SourceText.Unreadable { Line: > 0 } unreadable:
                book.Wrong(file.Key, new Origin(file.Path, unreadable.Line), unreadable.Why);
                break;
            case SourceText.Unreadable unreadable:
                book.Wrong(file.Key, origin, $"`{file.Path}` {unreadable.Why}");
                break;
        }
    }

    private static void Read(SettingsBook book, ListFile file, string text, Func<string, Checked<string>> check, ImmutableArray<AccessEntry>.Builder entries)
    {
        var (number, wrong, before) = (0, 0, entries.Count);
        var lines = text.AsSpan().TrimStart('\uFEFF');
        foreach (var line in lines.Split('\n'))
        {
            number++;
            var bare = WithoutComment(lines[line]);
            if (bare.IsEmpty)
                continue;
            if (entries.Count == MaxEntries)
            {
                book.Wrong(file.Key, new Origin(file.Path, number), $"a list has {MaxEntries} entries at most: from this line on they are too many");
                return;
            }

            var entry = bare.ToString();
            var result = bare.Length > MaxLength ? new Wrong($"is longer than {MaxLength} characters")
                : bare.StartsWith(Prefix) ? new Wrong("names a file: a list file holds entries, no other files")
                : check(entry);
            if (result.IsGood(out var good))
                entries.Add(new AccessEntry(good == entry ? entry : good, file.Path, number));
            else if (++wrong <= MaxErrors)
                book.Wrong(file.Key, new Origin(file.Path, number), $"`{ShownText.Of(entry)}` {result.Problem}");
        }

        if (wrong > MaxErrors)
            book.Wrong(file.Key, new Origin(file.Path, 0), $"{wrong} entries are wrong, of which the first {MaxErrors} are told");
        if (!file.MayBeEmpty && entries.Count == before && wrong == 0)
            book.Wrong(file.Key, new Origin(file.Path, 0), "holds no entry: what stood in it would be refused for good; if nothing ever did, name the file no more");
    }

    // In a list of regular expressions a # may be part of one, so it begins a comment only where a blank stands before it.
    private static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> line)
    {
        for (var at = line.IndexOf('#'); at >= 0 && at < line.Length;)
        {
            if (at == 0 || Blanks.Contains(line[at - 1]))
                return line[..at].Trim();
            var next = line[(at + 1)..].IndexOf('#');
            at = next < 0 ? line.Length : at + 1 + next;
        }

        return line.Trim();
    }
}

/// <summary>A file that an access list names.</summary>
/// <param name="Key">The list, from the top.</param>
/// <param name="Path">The file, relative to the working directory.</param>
/// <param name="NamedBy">What names it.</param>
/// <param name="MayBeEmpty">Nothing bad comes of a file without entries, as an accident may leave it.</param>
internal readonly record struct ListFile(string Key, string Path, Origin NamedBy, bool MayBeEmpty);

/// <summary>A list that comes with the program and is read where its switch is on.</summary>
/// <param name="Key">The switch, beside the list.</param>
/// <param name="IsOn">Its value.</param>
/// <param name="File">The file.</param>
internal sealed record ShippedList(string Key, bool IsOn, string File);
