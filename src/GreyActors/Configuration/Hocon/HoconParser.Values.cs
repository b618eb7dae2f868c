using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <content>What may stand behind <c>=</c>.</content>
internal sealed partial class HoconParser
{
    private HoconSyntax ParseAssigned(ImmutableArray<string> keys)
    {
        _scanner.SkipBlanks();
        if (_scanner.AtLineEnd && _scanner.AfterBlankLines("{["))
        {
            _scanner.SkipBlankLines();
        }

        if (!_scanner.AtLineEnd && _scanner.Current is not (',' or '}' or ']'))
        {
            return ParseValue();
        }

        _errors.Add(_scanner.Here, $"`{string.Join('.', keys)}` has no value (an empty text is written \"\")");
        return new HoconSyntax.Broken(_scanner.Here);
    }

    private HoconSyntax ParseValue()
    {
        var origin = _scanner.Here;
        var parts = ImmutableArray.CreateBuilder<HoconSyntax>();
        while (true)
        {
            var blanksAt = _scanner.Here;
            var blanks = _scanner.TakeBlanks();
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

    /// <summary>HOCON would make one value of both; who writes so has forgotten a comma or a new line.</summary>
    private bool LacksSeparator(HoconSyntax last) => last switch
    {
        HoconSyntax.Map => _scanner.Current == '{' || _scanner.AtStatement(),
        HoconSyntax.List => _scanner.Current == '[' || _scanner.AtStatement(),
        HoconSyntax.Scalar { Quoted: true } => _scanner.Current == '"',
        _ => false,
    };

    private bool AtValueEnd() => _scanner.AtLineEnd || _scanner.AtComment || _scanner.Current is ',' or '}' or ']';

    private HoconSyntax ParsePart()
    {
        var origin = _scanner.Here;
        return _scanner.Current switch
        {
            '{' => ParseMap(),
            '[' => ParseList(),
            '"' => _scanner.TakeString() is { } text ? new HoconSyntax.Scalar(origin, text, Quoted: true) : new HoconSyntax.Broken(origin),
            _ when _scanner.Next("${") => ParseSubstitution(),
            _ => ParseUnquoted(),
        };
    }

    private HoconSyntax ParseUnquoted()
    {
        var origin = _scanner.Here;
        var start = _scanner.Position;
        var end = start;
        var sound = true;
        while (!AtValueEnd() && _scanner.Current is not ('{' or '[' or '"') && !_scanner.Next("${"))
        {
            if (sound && (_scanner.Current == '=' || (char.IsControl(_scanner.Current) && !_scanner.AtBlank)))
            {
                sound = false;
                _errors.Add(origin, _scanner.Current == '='
                    ? "there is a second `=` in this line: either a new line is missing, or the value needs double quotes"
                    : $"the control character U+{(int)_scanner.Current:X4} cannot stand in a value");
            }

            var blank = _scanner.AtBlank;
            _scanner.Advance();
            end = blank ? end : _scanner.Position;
        }

        if (_scanner.AtComment && end == _scanner.Position)
        {
            sound = false;
            _errors.Add(origin, $"{_scanner.Snippet()} begins a comment in the middle of the value: put a blank before it, or the value in double quotes");
        }

        var text = _scanner.Since(start);
        return sound
            ? new HoconSyntax.Scalar(origin, AtValueEnd() ? text[..(end - start)] : text, Quoted: false)
            : new HoconSyntax.Broken(origin);
    }

    private HoconSyntax ParseSubstitution()
    {
        var origin = _scanner.Here;
        _scanner.Take("${");
        var optional = _scanner.Take("?");
        var start = _scanner.Position;
        var path = ParsePath();
        var text = _scanner.Since(start);
        _scanner.TakeBlanks();
        if (_scanner.Take("}"))
        {
            return path is { } keys
                ? new HoconSyntax.Substitution(origin, keys, text, optional)
                : new HoconSyntax.Broken(origin);
        }

        if (path is not null)
        {
            _errors.Add(origin, $"the substitution `${{{(optional ? "?" : "")}{text}` is not closed: expected `}}`, found {_scanner.Snippet()}");
        }

        return new HoconSyntax.Broken(origin);
    }

    private HoconSyntax.List ParseList()
    {
        var opening = _brackets.Open('[');
        var items = ImmutableArray.CreateBuilder<HoconSyntax>();
        while (true)
        {
            var newLine = _scanner.SkipBlankLines();
            if (_scanner.AtEnd)
            {
                _brackets.NotClosed(opening);
                break;
            }

            if (_brackets.TryClose(opening, newLine && _scanner.AtStatement()))
            {
                break;
            }

            if (_scanner.Current is ',' or '}')
            {
                _brackets.Stray();
                continue;
            }

            items.Add(ParseValue());
            _scanner.SkipBlanks();
            if (!_scanner.AtLineEnd && _scanner.Current is not (']' or '}') && !_scanner.Take(","))
            {
                _errors.Add(_scanner.Here, $"expected a comma before {_scanner.Snippet()}");
            }
        }

        return new HoconSyntax.List(opening.Origin, items.ToImmutable());
    }
}
