using System.Text;
using System.Text.RegularExpressions;

namespace GreyActors.Configuration.Hocon;

/// <summary>Writes values in a form that every HOCON parser reads, including Akka's.</summary>
internal static partial class HoconWriter
{
    /// <summary>One value on one line.</summary>
    public static string Value(HoconNode node) => node switch
    {
        HoconNode.Map { Fields.IsEmpty: true } => "{}",
        HoconNode.Map map => $"{{ {string.Join(", ", map.Fields.Select(field => $"{Key(field.Key)} = {Value(field.Value)}"))} }}",
        HoconNode.List list => $"[{string.Join(", ", list.Items.Select(Value))}]",
        HoconNode.Scalar { IsNull: true } => "null",
        HoconNode.Scalar scalar => Plain().IsMatch(scalar.Text) && scalar.Text != "null" ? scalar.Text : Quoted(scalar.Text),
        _ => "",
    };

    /// <summary>A section on several lines. Akka's parser needs the closing brace on a line of its own, and colons in quotes.</summary>
    public static string Section(string path, HoconNode.Map map)
    {
        var text = new StringBuilder();
        Section(text, Key(path), map, "");
        return text.ToString();
    }

    private static void Section(StringBuilder text, string key, HoconNode.Map map, string indent)
    {
        text.Append(indent).Append(key).Append(" {\n");
        foreach (var (name, node) in map.Fields)
        {
            if (node is HoconNode.Map inner)
            {
                Section(text, Key(name), inner, indent + "  ");
            }
            else
            {
                text.Append(indent).Append("  ").Append(Key(name)).Append(" = ").Append(Value(node)).Append('\n');
            }
        }

        text.Append(indent).Append("}\n");
    }

    public static string Key(string key) => PlainKey().IsMatch(key) ? key : Quoted(key);

    /// <summary>A text in double quotes, on one line.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(character) => quoted.Append($"\\u{(int)character:x4}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z")]
    private static partial Regex PlainKey();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex Plain();
}
