using System.Collections.Immutable;
using System.Globalization;
using GreyActors.Configuration.Hocon;
using GreyActors.Configuration.Values;
using GreyActors.Core.Access;

namespace GreyActors.Configuration;

/// <summary>One section of the configuration. Reading a key makes it known. An invalid value is reported, and the default of its type is returned.</summary>
internal sealed class SettingsSection(HoconNode.Map? map, string path, SettingsBook book, string? place = null)
{
    // Timers count milliseconds in 31 bits.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    public static SettingsSection Root(SettingsBook book) => new(book.Root, "", book);

    public SettingsSection Section(string key)
    {
        var full = Full(key);
        book.ReadSection(full);
        var node = map?.Fields.GetValueOrDefault(key);
        if (node is not (null or HoconNode.Map or HoconNode.Broken))
        {
            Wrong(full, node.Origin, $"expected a section {{ ... }}, found {Found(node)}");
        }

        return new SettingsSection(node as HoconNode.Map, full, book);
    }

    public string Text(string key, Func<string, Checked<string>> check) => One(key, "text", check) ?? "";

    /// <summary>The name of a file to write.</summary>
    /// <param name="whyNot">Returns the reason why the file cannot be used; null if it can.</param>
    public string Path(string key, bool mayBeEmpty, Func<string, string?>? whyNot = null) => Text(key, text =>
        text.Contains('\0', StringComparison.Ordinal) || (text.Length > 0 && string.IsNullOrWhiteSpace(text)) ? new Wrong("is not a file name")
        : text.Length == 0 && !mayBeEmpty ? new Wrong("is empty: expected a file name")
        : whyNot?.Invoke(text) is { } why ? new Wrong(why)
        : Checked<string>.Of(text));

    /// <summary>The name of a file that is read with the configuration; empty for none.</summary>
    public string FileRead(string key, bool mayBeEmpty = true) => book.Reads(Path(key, mayBeEmpty));

    /// <summary>The content of the named file.</summary>
    public T Content<T>(string key, Func<string, Checked<T>> check)
        where T : notnull => Value(key, "a file name", path =>
    {
        book.Reads(path);
        return check(path);
    });

    /// <summary>A duration for comparisons with dates.</summary>
    public TimeSpan Duration(string key) => One(key, "a duration such as 5m", DurationText.Read);

    public TimeSpan PositiveDuration(string key) => One(key, "a duration such as 5m", Positive);

    /// <summary>A duration for a timer.</summary>
    public TimeSpan Timeout(string key, bool mayBeZero = false) => One(key, "a duration such as 30s", text =>
        (mayBeZero ? DurationText.Read(text) : Positive(text)) is var timeout && timeout.Problem is null && timeout.Value > LongestTimer
            ? new Wrong("is longer than 24 days (24d)")
            : timeout);

    public int Number(string key, int least, int most) => One(key, "a number", text =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? Checked<int>.Of(number)
            : new Wrong($"is out of range: expected a whole number from {least} to {most}"));

    public T Value<T>(string key, string expected, Func<string, Checked<T>> check)
        where T : notnull =>
        One(key, expected, check)!;

    /// <summary>One of the names of <typeparamref name="T"/>, in lower case with hyphens.</summary>
    public T Choice<T>(string key)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(Hyphened).ToArray();
        return One(key, $"one of {string.Join(", ", names)}", text => names.Contains(text, StringComparer.Ordinal)
            ? Checked<T>.Of(Enum.Parse<T>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true))
            : new Wrong($"is unknown: expected {string.Join(" or ", names)}{Nearest.Hint(text, names)}"));
    }

    public bool Switch(string key) => One(key, "on or off", text => text switch
    {
        "on" or "true" or "yes" => Checked<bool>.Of(true),
        "off" or "false" or "no" => Checked<bool>.Of(false),
        _ => new Wrong("is neither on nor off"),
    });

    /// <summary>An optional switch of a list entry.</summary>
    public bool SwitchIfAny(string key, bool absent) => Has(key) ? Switch(key) : absent;

    /// <summary>An optional name of <typeparamref name="T"/> in a list entry.</summary>
    public T ChoiceIfAny<T>(string key, T absent)
        where T : struct, Enum => Has(key) ? Choice<T>(key) : absent;

    public ImmutableArray<T> List<T>(string key, string expected, Func<string, Checked<T>> check)
        where T : notnull =>
        [.. Items(key).Select(item => Read(Full(key), item, expected, check)).OfType<T>()];

    /// <summary>An access list: entries, and files with entries (<see cref="ListFiles"/>).</summary>
    /// <param name="key">The list.</param>
    /// <param name="expected">The name of an entry, for messages.</param>
    /// <param name="check">Parses an entry.</param>
    /// <param name="shipped">A file of the program, to be read as if the list named it; null for none.</param>
    /// <param name="form">The form of the files that the list names.</param>
    public ImmutableArray<AccessEntry> Entries(string key, string expected, Func<string, Checked<string>> check, ShippedList? shipped = null, ListForm form = default)
    {
        var full = Full(key);
        var entries = ImmutableArray.CreateBuilder<AccessEntry>();
        foreach (var item in Items(key))
        {
            if (item is HoconNode.Scalar { IsNull: false } named && ListFiles.FileOf(named) is { } file)
            {
                book.Lists.Read(book, new ListFile(full, file, named.Origin, form), check, entries);
            }
            else if (Read(full, item, expected, check) is { } text)
            {
                entries.Add(new AccessEntry(text, item.Origin.Source, item.Origin.Line));
            }
        }

        if (shipped is { IsOn: true })
        {
            book.Lists.Read(book, new ListFile(Full(shipped.Key), shipped.File, book.OriginOf(Full(shipped.Key))), check, entries);
        }

        return entries.DrainToImmutable();
    }

    /// <summary>An optional list of a list entry.</summary>
    public ImmutableArray<T> ListIfAny<T>(string key, string expected, Func<string, Checked<T>> check)
        where T : notnull => Has(key) ? List(key, expected, check) : [];

    /// <summary>A list of sections, such as <c>listen</c>.</summary>
    public ImmutableArray<T> Sections<T>(string key, Func<SettingsSection, T> read)
    {
        var inner = Full(key) + "[]";
        book.ReadSection(inner);
        var values = ImmutableArray.CreateBuilder<T>();
        foreach (var (i, item) in Items(key).Index())
        {
            if (item is HoconNode.Map section)
            {
                values.Add(read(new SettingsSection(section, inner, book, $"{Full(key)}[{i}]")));
            }
            else
            {
                Wrong(Full(key), item.Origin, $"expected a section {{ ... }} in the list, found {Found(item)}");
            }
        }

        return values.ToImmutable();
    }

    /// <summary>A section of lists with names chosen by the operator, such as <c>relay.routes</c>. All other code sees it as one key with one value.</summary>
    /// <param name="key">The section.</param>
    /// <param name="checkName">Normalises a name.</param>
    /// <param name="expected">The name of an item, for messages.</param>
    /// <param name="check">Parses an item.</param>
    public ImmutableArray<(string Name, ImmutableArray<T> Items)> ListsByName<T>(
        string key, Func<string, Checked<string>> checkName, string expected, Func<string, Checked<T>> check)
        where T : notnull
    {
        var full = Full(key);
        book.ReadLeaf(full);
        var node = map?.Fields.GetValueOrDefault(key);
        if (node is not HoconNode.Map lists)
        {
            if (node is null or HoconNode.Broken)
            {
                book.Broken(full);
            }
            else
            {
                Wrong(full, node.Origin, $"expected a section {{ ... }}, found {Found(node)}");
            }

            return [];
        }

        var read = ImmutableArray.CreateBuilder<(string Name, ImmutableArray<T> Items)>();
        var spellings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (written, value) in lists.Fields.OrderBy(field => field.Value.Origin.Line))
        {
            if (value is HoconNode.Map)
            {
                Wrong(full, value.Origin, $"a name with dots must be in double quotes here: \"{WithDots(written, value)}\" = [ ... ]");
            }
            else if (!checkName(written).IsGood(out var name))
            {
                Wrong(full, value.Origin, $"`{ShownText.Of(written)}` {checkName(written).Problem}");
            }
            else if (!spellings.TryAdd(name, written))
            {
                Wrong(full, value.Origin, $"`{written}` is already defined as `{spellings[name]}`");
            }
            else
            {
                book.Chosen($"{full}.{name}", value.Origin);
                read.Add((name, [.. ItemsOf(full, value).Select(item => Read(full, item, expected, check)).OfType<T>()]));
                if (value is HoconNode.List { Items.IsEmpty: true })
                {
                    Wrong(full, value.Origin, $"`{written}` has an empty list: expected at least {expected}");
                }
            }
        }

        return read.ToImmutable();
    }

    /// <summary>Whether an optional key is present.</summary>
    public bool Has(string key)
    {
        book.ReadLeaf(Full(key));
        return map?.Fields.ContainsKey(key) == true;
    }

    private T? One<T>(string key, string expected, Func<string, Checked<T>> check)
    {
        var full = Full(key);
        book.ReadLeaf(full);
        if (map is null)
        {
            book.Broken(full);
            return default;
        }

        if (map.Fields.GetValueOrDefault(key) is { } node)
        {
            return Read(full, node, expected, check);
        }

        Wrong(full, map.Origin, $"is missing: expected {expected}");
        return default;
    }

    private ImmutableArray<HoconNode> Items(string key)
    {
        var full = Full(key);
        book.ReadLeaf(full);
        return ItemsOf(full, map?.Fields.GetValueOrDefault(key));
    }

    private ImmutableArray<HoconNode> ItemsOf(string full, HoconNode? value)
    {
        switch (value)
        {
            case HoconNode.List list:
                return list.Items;
            case null or HoconNode.Broken:
                book.Broken(full);
                return [];
            case var node:
                Wrong(full, node.Origin, $"expected a list [ ... ], found {Found(node)}");
                return [];
        }
    }

    private T? Read<T>(string full, HoconNode node, string expected, Func<string, Checked<T>> check)
    {
        switch (node)
        {
            case HoconNode.Scalar { IsNull: false } scalar:
                var result = check(scalar.Text);
                if (result.Problem is { } problem)
                {
                    Wrong(full, scalar.Origin, $"`{ShownText.Of(scalar.Text)}` {problem}");
                }

                return result.Value;
            case HoconNode.Broken:
                book.Broken(full);
                return default;
            default:
                Wrong(full, node.Origin, $"expected {expected}, found {Found(node)}");
                return default;
        }
    }

    private static Checked<TimeSpan> Positive(string text) => DurationText.Read(text) is var duration && duration.Problem is null && duration.Value <= TimeSpan.Zero
        ? new Wrong("is too short: expected more than 0s")
        : duration;

    // The key in messages has the index of the list entry.
    private void Wrong(string full, Origin origin, string message) =>
        book.Wrong(full, origin, message, place is null ? null : place + full[path.Length..]);

    private string Full(string key) => path.Length == 0 ? key : $"{path}.{key}";

    // To HOCON, example.org = [ … ] is org = [ … ] within example.
    private static string WithDots(string name, HoconNode value) => value is HoconNode.Map { Fields.Count: > 0 } map
        ? map.Fields.First() is var (inner, deeper) ? WithDots($"{name}.{inner}", deeper) : name
        : name;

    private static string Found(HoconNode node) => node is HoconNode.Scalar scalar ? $"`{ShownText.Of(scalar.Text)}`" : node.Kind;

    private static string Hyphened(string name) => string.Concat(
        name.Select((letter, i) => char.IsUpper(letter) ? $"{(i == 0 ? "" : "-")}{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
