using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>
/// Parses HOCON strictly: doubtful text is an error, reported with its line, and parsing continues after it.
/// </summary>
/// <remarks>
/// Akka's parser accepts missing and surplus braces, unclosed strings and lines without a meaning, and its errors have no
/// line. Source: the HOCON specification, without numerically indexed objects, <c>include file(…)</c> and keys with
/// spaces.
/// </remarks>
internal sealed class HoconParser
{
    private readonly ConfigurationErrors _errors;
    private readonly HoconScanner _scanner;
    private readonly HoconBrackets _brackets;
    private readonly HoconPathParser _paths;
    private readonly HoconValueParser _values;

    private HoconParser(string source, string text, int firstLine, ConfigurationErrors errors)
    {
        _errors = errors;
        _scanner = new HoconScanner(source, text, firstLine, errors);
        _brackets = new HoconBrackets(_scanner, errors);
        _paths = new HoconPathParser(_scanner, errors);
        _values = new HoconValueParser(_scanner, _brackets, _paths, errors, ParseMap);
    }

    /// <summary>Parses a whole file.</summary>
    public static ParsedText Parse(string source, string text, ConfigurationErrors errors)
    {
        var parser = new HoconParser(source, text, 1, errors);
        return new ParsedText(parser.ParseRoot(), parser._brackets.Balanced);
    }

    /// <summary>Parses a single value, as in <c>--set</c>; it has no line.</summary>
    public static HoconSyntax ParseValue(string source, string text, ConfigurationErrors errors)
    {
        var parser = new HoconParser(source, text, 0, errors);
        parser._scanner.SkipBlankLines();
        var value = parser._values.Parse();
        parser.ExpectEnd();
        return value;
    }

    /// <summary>Parses a single path, as in <c>--set</c>; null for an invalid one, which is reported.</summary>
    public static ImmutableArray<string>? ParsePath(string source, string text, ConfigurationErrors errors)
    {
        var parser = new HoconParser(source, text, 0, errors);
        parser._scanner.SkipBlanks();
        var path = parser._paths.Parse();
        return path is not null && parser.ExpectEnd() ? path : null;
    }

    private HoconSyntax.Map ParseRoot()
    {
        var origin = _scanner.Here;
        _scanner.SkipBlankLines();
        if (_scanner.AtEnd || _scanner.Current != '{')
        {
            return new HoconSyntax.Map(origin, ParseStatements(within: null));
        }

        var root = ParseMap();
        _scanner.SkipBlankLines();
        if (_scanner.Current == '}')
        {
            _brackets.Stray();
        }

        ExpectEnd();
        return root;
    }

    private bool ExpectEnd()
    {
        _scanner.SkipBlankLines();
        if (!_scanner.AtEnd)
        {
            _errors.Add(_scanner.Here, $"expected the end, found {_scanner.Snippet()}");
        }

        return _scanner.AtEnd;
    }

    private HoconSyntax.Map ParseMap()
    {
        var opening = _brackets.Open('{');
        return new HoconSyntax.Map(opening.Origin, ParseStatements(opening));
    }

    private ImmutableArray<HoconStatement> ParseStatements(HoconBrackets.Opening? within)
    {
        var statements = ImmutableArray.CreateBuilder<HoconStatement>();
        while (true)
        {
            _scanner.SkipBlankLines();
            if (_scanner.AtEnd)
            {
                _brackets.NotClosed(within);
                break;
            }

            if (within is not null && _brackets.TryClose(within))
            {
                break;
            }

            if (_scanner.Current is '}' or ']' or ',')
            {
                _brackets.Stray();
                continue;
            }

            if (ParseStatement() is { } statement)
            {
                statements.Add(statement);
            }

            ExpectSeparator();
        }

        return statements.ToImmutable();
    }

    private void ExpectSeparator()
    {
        _scanner.SkipBlanks();
        if (_scanner.AtLineEnd || _scanner.AtLineStart || _scanner.Current is '}' or ']' || _scanner.Take(","))
        {
            return;
        }

        _errors.Add(_scanner.Here, $"expected a new line or a comma before {_scanner.Snippet()}");
        if (!_scanner.AtStatement())
        {
            SkipStatement();
        }
    }

    private HoconStatement? ParseStatement()
    {
        var origin = _scanner.Here;
        var quoted = _scanner.Current == '"';
        var path = _paths.Parse();
        if (path is not { } keys)
        {
            SkipStatement();
            return null;
        }

        _scanner.SkipBlanks();
        if (!quoted && keys is ["include"] && !(_scanner.Current is '=' or ':' or '{' || _scanner.Next("+=")))
        {
            return ParseInclude(origin);
        }

        var append = _scanner.Take("+=");
        if (append || _scanner.Take("=") || _scanner.Take(":"))
        {
            return new HoconStatement.Assign(origin, keys, append, _values.ParseAssigned(keys));
        }

        if (_scanner.AtLineEnd && _scanner.AfterEmptyLines("{"))
        {
            _scanner.SkipBlankLines();
        }

        if (_scanner.Current == '{')
        {
            return new HoconStatement.Assign(origin, keys, append, _values.Parse());
        }

        _errors.Add(origin, $"expected `=`, `:` or `{{` after `{string.Join('.', keys)}`, found {_scanner.Snippet()}");
        SkipStatement();
        return new HoconStatement.Assign(origin, keys, append, new HoconSyntax.Broken(origin));
    }

    private HoconStatement.Include? ParseInclude(Origin origin)
    {
        if (_scanner.Current != '"')
        {
            _errors.Add(origin, $"include needs a file name in double quotes, found {_scanner.Snippet()}");
            SkipStatement();
            return null;
        }

        var file = _scanner.TakeString();
        if (file is null)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(file) || file.Contains('\0', StringComparison.Ordinal))
        {
            _errors.Add(origin, "include has an empty file name");
            return null;
        }

        return new HoconStatement.Include(origin, file);
    }

    /// <summary>Skips invalid text up to the end of the line or the enclosing closing brace, including nested brackets.</summary>
    private void SkipStatement()
    {
        while (!_scanner.AtLineEnd && !_scanner.AtComment && _scanner.Current is not '}')
        {
            switch (_scanner.Current)
            {
                case '{' or '[':
                    _values.ParsePart();
                    break;
                case '"':
                    _scanner.TakeString();
                    break;
                default:
                    _scanner.Advance();
                    break;
            }
        }
    }
}
