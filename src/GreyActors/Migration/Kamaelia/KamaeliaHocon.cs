using System.Collections.Immutable;
using System.Text;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Migration.Kamaelia;

/// <summary>Writes a configuration equivalent to a <c>greylist.conf</c>, in the same order and with its comments.</summary>
public sealed class KamaeliaHocon
{
    private const string NoSuchKey = "Kamaelia Grey did not have it";
    private const string InTheStore = "both databases are now in store.path";
    private const string Replaced = "a later line of the same key replaces it";

    // The constants of Kamaelia Grey's code, and its 127.0.0.1, are also in hocon/kamaelia.conf.
    private const string InTheCode = """

          # Constants of Kamaelia Grey's code.
          greylisting {
            initial-delay = 3600s          # min_defer_time
            retry-window = 25000s          # max_defer_time
            pass-lifetime = 3000000s       # max_grey
            too-soon = 180s                # too_soon
            defer-at = data
            reply = "451 4.7.1 Please try again later"
            ipv4-prefix = 32
            ipv6-prefix = 128
            on-store-failure = accept
          }
          log.components-interval = 300s

          # attempters.dbm and greylisted.dbm
          store.path = "var/greylist.db"
        }

        """;

    private readonly string _source;
    private readonly ImmutableArray<KamaeliaItem> _items;
    private readonly Dictionary<string, KamaeliaItem.Setting> _last;
    private readonly KamaeliaSettings _settings;
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _written = [];
    private readonly ImmutableArray<OldEntry.Lost>.Builder _notImported = ImmutableArray.CreateBuilder<OldEntry.Lost>();
    private readonly ImmutableArray<Remark>.Builder _remarks = ImmutableArray.CreateBuilder<Remark>();

    private KamaeliaHocon(string source, ImmutableArray<KamaeliaItem> items)
    {
        _source = source;
        _items = items;
        _last = items.OfType<KamaeliaItem.Setting>().GroupBy(setting => setting.Key).ToDictionary(group => group.Key, group => group.Last());
        var values = new Dictionary<string, string>(KamaeliaSettings.Defaults);
        foreach (var (key, setting) in _last)
            values[key] = setting.Value;
        _settings = new KamaeliaSettings(values);
    }

    /// <summary>The configuration.</summary>
    public string Text => _text.ToString();

    /// <summary>The lines that were not imported.</summary>
    public ImmutableArray<OldEntry.Lost> NotImported => _notImported.ToImmutable();

    /// <summary>The imported lines with a different meaning.</summary>
    public ImmutableArray<Remark> Remarks => _remarks.ToImmutable();

    /// <summary>Converts a file.</summary>
    /// <param name="source">The name of the file.</param>
    /// <param name="text">The text of the file.</param>
    public static KamaeliaHocon Of(string source, string text)
    {
        var made = new KamaeliaHocon(source, KamaeliaConfiguration.Read(text));
        made.Convert(text);
        return made;
    }

    private void Convert(string text)
    {
        _text.Append($"# Created from {OneLine(_source)} by greyactors import kamaelia.\ngrey-actors {{\n");
        for (var at = 0; at < _items.Length; at++)
        {
            switch (_items[at])
            {
                case KamaeliaItem.Blank:
                    _text.Append('\n');
                    break;
                case KamaeliaItem.Comment comment:
                    Line(OneLine(comment.Text));
                    break;
                case KamaeliaItem.Setting setting:
                    Write(setting);
                    break;
                case KamaeliaItem.List list:
                    at = Write(list, at);
                    break;
                case KamaeliaItem.Unread unread:
                    Lose(unread, unread.Why);
                    break;
                case var other:
                    throw new InvalidOperationException($"{other} is outside of a list");
            }
        }

        if (_items is [.., not KamaeliaItem.Blank and var last] && !text.EndsWith('\n'))
            _remarks.Add(new Remark(WhereOf(last), "the last line has no line end: Kamaelia Grey cut off its last character; here it is complete"));
        WriteDefaults();
        _text.Append(InTheCode);
    }

    private void Write(KamaeliaItem.Setting setting)
    {
        if (KamaeliaSettings.IsDatabase(setting.Key))
        {
            Line($"# {OneLine(setting.Text)}: {InTheStore}");
            return;
        }

        if (!KamaeliaSettings.Defaults.ContainsKey(setting.Key))
        {
            Lose(setting, NoSuchKey);
            return;
        }

        if (_last[setting.Key] != setting)
        {
            Lose(setting, Replaced);
            return;
        }

        if (setting.Text.Count(character => character == '=') > 1)
            _remarks.Add(new Remark(WhereOf(setting), "from a line with two equals signs, only the text between them is used, as in Kamaelia Grey"));
        var key = KamaeliaSettings.Together(setting.Key);
        var isFirst = _written.Add(key);
        if (!_settings.Line(key).IsGood(out var line))
            Lose(setting, $"the value {_settings.Line(key).Problem}: set it by hand; otherwise the default of reference.conf applies");
        else
            Line(isFirst ? $"{line}   # {setting.Key}" : $"# {setting.Key} is in relay.to above");
    }

    // All lists of one name become one list, in the place of the first.
    private int Write(KamaeliaItem.List list, int at)
    {
        var end = at + 1;
        while (end < _items.Length && _items[end] is KamaeliaItem.Entry or KamaeliaItem.Comment { InList: true })
            end++;
        if (KamaeliaEntries.KeyOf(list.Name) is not { } key)
        {
            foreach (var item in _items[at..end])
                Lose(item, NoSuchKey);
            return end - 1;
        }

        if (!_written.Add(list.Name))
        {
            Line($"# {OneLine(list.Text)} its entries are in the first list of this name");
            return end - 1;
        }

        Line($"{key} = [");
        if (list.Name == "allowed_senders")
            Line("""  "127.0.0.1"   # always present in Kamaelia Grey""");
        var entries = new HashSet<string> { list.Name == "allowed_senders" ? "127.0.0.1" : "" };
        foreach (var item in OfList(list.Name))
            WriteItem(list.Name, item, entries);
        Line("]");
        return end - 1;
    }

    private IEnumerable<KamaeliaItem> OfList(string name)
    {
        var isOpen = false;
        foreach (var item in _items)
        {
            isOpen = item is KamaeliaItem.List list ? list.Name == name : isOpen && item is KamaeliaItem.Entry or KamaeliaItem.Comment { InList: true };
            if (isOpen && item is not KamaeliaItem.List)
                yield return item;
        }
    }

    private void WriteItem(string list, KamaeliaItem item, HashSet<string> entries)
    {
        if (item is KamaeliaItem.Comment)
        {
            Line($"  {OneLine(item.Text)}");
            return;
        }

        var (ours, differs) = KamaeliaEntries.Read(list, item.Text);
        if (!ours.IsGood(out var entry))
        {
            Lose(item, $"an entry of {list} that {ours.Problem}", "  ");
            return;
        }

        if (differs is not null)
            _remarks.Add(new Remark(WhereOf(item), $"{OneLine(item.Text)}: {differs}"));
        if (entries.Add(entry))
            Line($"  {HoconWriter.Quoted(entry)}");
    }

    private void WriteDefaults()
    {
        var missing = KamaeliaSettings.Defaults.Keys.Select(KamaeliaSettings.Together).Distinct().Where(key => !_written.Contains(key)).ToArray();
        var senders = !_written.Contains("allowed_senders");
        if (missing.Length == 0 && !senders)
            return;
        _text.Append("\n  # Kamaelia Grey's defaults for settings that the file does not contain.\n");
        foreach (var key in missing)
            Line($"{_settings.Line(key).Value}   # {key}");
        if (senders)
            Line("""allowed-senders = ["127.0.0.1"]   # allowed_senders""");
    }

    private void Lose(KamaeliaItem item, string why, string indent = "")
    {
        Line($"{indent}# not imported: {OneLine(item.Text)}");
        if (item is not KamaeliaItem.Comment)
            _notImported.Add(new OldEntry.Lost(WhereOf(item), item.Text, why));
    }

    private string WhereOf(KamaeliaItem item) => $"{_source}:{item.Line}";

    private void Line(string line) => _text.Append("  ").Append(line).Append('\n');

    // Control characters could end a comment, or change the reader's terminal.
    private static string OneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
