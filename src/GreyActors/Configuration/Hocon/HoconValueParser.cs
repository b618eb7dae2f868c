using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>Parses the values of HOCON: objects, lists, strings, substitutions and concatenations of these.</summary>
/// <param name="parseMap">Parses an object, whose statements are the <see cref="HoconParser"/>'s.</param>
internal sealed class HoconValueParser(
    HoconScanner scanner, HoconBrackets brackets, HoconPathParser paths, ConfigurationErrors errors, Func<HoconSyntax.Map> parseMap)
{
    /// <summary>Parses the value of an assignment; a missing value is an error.</summary>
    public HoconSyntax ParseAssigned(ImmutableArray<string> keys)
    {
        scanner.SkipBlanks();
        if (scanner.AtLineEnd && scanner.AfterEmptyLines("{["))
        {
            scanner.SkipBlankLines();
        }

        if (!scanner.AtLineEnd && scanner.Current is not (',' or '}' or ']'))
        {
            return Parse();
        }

        errors.Add(scanner.Here, $"`{string.Join('.', keys)}` has no value (an empty text is written \"\")");
        return new HoconSyntax.Broken(scanner.Here);
    }

    /// <summary>Parses a value.</summary>
    public HoconSyntax Parse()
    {
        var origin = scanner.Here;
        var parts = ImmutableArray.CreateBuilder<HoconSyntax>();
        while (true)
        {
            var blanksAt = scanner.Here;
            var blanks = scanner.TakeBlanks();
            if (AtValueEnd() || (parts.Count > 0 && LacksSeparator(parts[^1])))
            {
                break;
            }

            if (blanks.Length > 0 && parts.Count > 0)
            {
                parts.Add(new HoconSyntax.Scalar(blanksAt, blanks, Quoted: false));
            }

            parts.Add(ParsePart());
        }

        return parts switch
        {
            [] => new HoconSyntax.Broken(origin),
            [var single] => single,
            _ => new HoconSyntax.Concatenation(origin, parts.ToImmutable()),
        };
    }

    /// <summary>HOCON would concatenate both values, but a missing comma or new line is more likely.</summary>
    private bool LacksSeparator(HoconSyntax last) => last switch
    {
        HoconSyntax.Map => scanner.Current == '{' || scanner.AtStatement(),
        HoconSyntax.List => scanner.Current == '[' || scanner.AtStatement(),
        HoconSyntax.Scalar { Quoted: true } => scanner.Current == '"',
        _ => false,
    };

    private bool AtValueEnd() => scanner.AtLineEnd || scanner.AtComment || scanner.Current is ',' or '}' or ']';

    /// <summary>Parses one part of a concatenation.</summary>
    public HoconSyntax ParsePart()
    {
        var origin = scanner.Here;
        return scanner.Current switch
        {
            '{' => parseMap(),
            '[' => ParseList(),
            '"' => scanner.TakeString() is { } text ? new HoconSyntax.Scalar(origin, text, Quoted: true) : new HoconSyntax.Broken(origin),
            _ when scanner.Next("${") => ParseSubstitution(),
            _ => ParseUnquoted(),
        };
    }

    private HoconSyntax ParseUnquoted()
    {
        var origin = scanner.Here;
        var start = scanner.Position;
        var end = start;
        var sound = true;
        while (!AtValueEnd() && scanner.Current is not ('{' or '[' or '"') && !scanner.Next("${"))
        {
            if (sound && (scanner.Current == '=' || (char.IsControl(scanner.Current) && !scanner.AtSpace)))
            {
                sound = false;
                errors.Add(origin, scanner.Current == '='
                    ? "there is a second `=` in this line: either a new line is missing, or the value needs double quotes"
                    : $"the control character U+{(int)scanner.Current:X4} is not allowed in a value");
            }

            var space = scanner.AtSpace;
            scanner.Advance();
            end = space ? end : scanner.Position;
        }

        if (scanner.AtComment && end == scanner.Position)
        {
            sound = false;
            errors.Add(origin, $"{scanner.Snippet()} begins a comment in the middle of the value: put a space before it, or the value in double quotes");
        }

        var text = scanner.Since(start);
        return sound
            ? new HoconSyntax.Scalar(origin, AtValueEnd() ? text[..(end - start)] : text, Quoted: false)
            : new HoconSyntax.Broken(origin);
    }

    private HoconSyntax ParseSubstitution()
    {
        var origin = scanner.Here;
        scanner.Take("${");
        var optional = scanner.Take("?");
        var start = scanner.Position;
        var path = paths.Parse();
        var text = scanner.Since(start);
        scanner.TakeBlanks();
        if (scanner.Take("}"))
        {
            return path is { } keys
                ? new HoconSyntax.Substitution(origin, keys, text, optional)
                : new HoconSyntax.Broken(origin);
        }

        if (path is not null)
        {
            errors.Add(origin, $"the substitution `${{{(optional ? "?" : "")}{text}` is not closed: expected `}}`, found {scanner.Snippet()}");
        }

        return new HoconSyntax.Broken(origin);
    }

    private HoconSyntax.List ParseList()
    {
        var opening = brackets.Open('[');
        var items = ImmutableArray.CreateBuilder<HoconSyntax>();
        while (true)
        {
            var newLine = scanner.SkipBlankLines();
            if (scanner.AtEnd)
            {
                brackets.NotClosed(opening);
                break;
            }

            if (brackets.TryClose(opening, newLine && scanner.AtStatement()))
            {
                break;
            }

            if (scanner.Current is ',' or '}')
            {
                brackets.Stray();
                continue;
            }

            items.Add(Parse());
            scanner.SkipBlanks();
            if (!scanner.AtLineEnd && scanner.Current is not (']' or '}') && !scanner.Take(","))
            {
                errors.Add(scanner.Here, $"expected a comma before {scanner.Snippet()}");
            }
        }

        return new HoconSyntax.List(opening.Origin, items.ToImmutable());
    }
}
