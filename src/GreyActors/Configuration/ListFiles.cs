using System.Buffers;
using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;
using GreyActors.Configuration.Values;
using GreyActors.Core.Access;
using GreyActors.Core.Smtp;

namespace GreyActors.Configuration;

/// <summary>Reads the files that access lists name with <c>file:</c>: one entry per line; <c>#</c> starts a comment.</summary>
/// <param name="read">Reads the text of a file.</param>
internal sealed class ListFiles(Func<string, SourceText> read)
{
    /// <summary>The largest number of entries of one list, including all its files.</summary>
    public const int MaxEntries = 1_000_000;

    private const string Prefix = "file:";
    private const int MaxErrors = 100;

    // The length of a path is limited only by the command line, and a triple has two paths.
    private const int MaxLength = 2 * CommandParser.MaxExtendedLine;

    private static readonly SearchValues<char> Spaces = SearchValues.Create(" \t");

    /// <summary>The file that an entry names, relative to the file with the entry; null for an ordinary entry.</summary>
    public static string? FileOf(HoconNode.Scalar entry) => entry.Text.StartsWith(Prefix, StringComparison.Ordinal)
        ? HoconIncludes.Beside(entry.Origin.Source, entry.Text[Prefix.Length..])
        : null;

    /// <summary>Adds the entries of a file. Errors are reported with their line, at most one hundred.</summary>
    public void Read(SettingsBook book, ListFile file, Func<string, Checked<string>> check, ImmutableArray<AccessEntry>.Builder entries)
    {
        var origin = file.NamedBy;
        if (file.Path.Length == 0 || file.Path.EndsWith('/') || file.Path.Contains('\0', StringComparison.Ordinal))
        {
            book.Wrong(file.Key, origin, $"has no file name: expected for example \"{Prefix}lists/whitelisted-clients\"");
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
            var bare = file.Form.IsMap ? KeyOf(lines[line]) : WithoutComment(lines[line]);
            if (bare.IsEmpty && file.Form.IsMap && entries.Count == before && wrong == 0 && !WithoutComment(lines[line]).IsEmpty)
            {
                // Postfix too takes such a line for the rest of an entry. Ignored without a word, a list of indented addresses would refuse their mail.
                book.Wrong(file.Key, new Origin(file.Path, number), "begins with a space, which continues an entry, but there is no entry before it");
                return;
            }

            if (bare.IsEmpty)
                continue;
            if (entries.Count == MaxEntries)
            {
                book.Wrong(file.Key, new Origin(file.Path, number), $"a list has at most {MaxEntries} entries: this line exceeds the limit");
                return;
            }

            var entry = bare.ToString();
            var result = bare.Length > MaxLength ? new Wrong($"is longer than {MaxLength} characters")
                : bare.StartsWith(Prefix) ? new Wrong("names a file: a list file may contain entries, but no other files")
                : check(entry);
            if (result.IsGood(out var good))
                entries.Add(new AccessEntry(good == entry ? entry : good, file.Path, number));
            else if (++wrong <= MaxErrors)
                book.Wrong(file.Key, new Origin(file.Path, number), $"`{ShownText.Of(entry)}` {result.Problem}");
        }

        if (wrong > MaxErrors)
            book.Wrong(file.Key, new Origin(file.Path, 0), $"{wrong} entries are invalid; only the first {MaxErrors} are reported");
        if (file.Form.Needed is { } needed && entries.Count == before && wrong == 0)
            book.Wrong(file.Key, new Origin(file.Path, 0), $"contains no entry, so mail to its former {needed} would be refused permanently; if this is intended, remove the file from the setting");
    }

    // Postfix (postmap(1)): key, spaces, value. A line that begins with a space continues the value of the entry before it. Spaces within quotes belong to the key.
    private static ReadOnlySpan<char> KeyOf(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || char.IsWhiteSpace(line[0]) || line[0] == '#')
            return [];
        var end = line[0] == '"' ? EndOfQuotes(line) : 0;
        var space = line[end..].IndexOfAny(Spaces);
        return (space < 0 ? line : line[..(end + space)]).TrimEnd();
    }

    private static int EndOfQuotes(ReadOnlySpan<char> line)
    {
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == '\\')
                i++;
            else if (line[i] == '"')
                return i;
        }

        return line.Length;
    }

    // A # may be part of a regular expression, so in such a list it begins a comment only after a space.
    private static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> line)
    {
        for (var at = line.IndexOf('#'); at >= 0 && at < line.Length;)
        {
            if (at == 0 || Spaces.Contains(line[at - 1]))
                return line[..at].Trim();
            var next = line[(at + 1)..].IndexOf('#');
            at = next < 0 ? line.Length : at + 1 + next;
        }

        return line.Trim();
    }
}

/// <summary>A file that an access list names.</summary>
/// <param name="Key">The full name of the list.</param>
/// <param name="Path">The file, relative to the working directory.</param>
/// <param name="NamedBy">The place of its name.</param>
/// <param name="Form">Its form.</param>
internal readonly record struct ListFile(string Key, string Path, Origin NamedBy, ListForm Form = default);

/// <summary>The form of the files that an access list names.</summary>
/// <param name="Needed">The name of the entries if a file without entries, perhaps the result of an accident, would refuse mail; null if it is harmless.</param>
/// <param name="IsMap">Whether the files have the syntax of Postfix's maps, of whose entries only the key counts.</param>
internal readonly record struct ListForm(string? Needed = null, bool IsMap = false);

/// <summary>A list that is part of the program and is read if its switch is on.</summary>
/// <param name="Key">The name of the switch.</param>
/// <param name="IsOn">The value of the switch.</param>
/// <param name="File">The file.</param>
internal sealed record ShippedList(string Key, bool IsOn, string File);
