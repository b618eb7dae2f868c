namespace GreyActors.Configuration.Hocon;

/// <summary>Tracks the braces and brackets of one text, and finds a missing one.</summary>
internal sealed class HoconBrackets(HoconScanner scanner, ConfigurationErrors errors)
{
    private const int MaxDepth = 64;

    private readonly Stack<Opening> _open = new();
    private (Opening Opening, int ClosingLine)? _suspect;
    private bool _gaveUp;

    /// <summary>False after a missing or surplus bracket.</summary>
    public bool Balanced { get; private set; } = true;

    /// <summary>Reads a <c>{</c> or <c>[</c>.</summary>
    public Opening Open(char bracket)
    {
        var opening = new Opening(bracket, scanner.Here, scanner.Indentation);
        scanner.Advance();
        _open.Push(opening);
        if (_open.Count > MaxDepth && !_gaveUp)
        {
            errors.Add(opening.Origin, $"nested more than {MaxDepth} deep");
            GiveUp();
        }

        return opening;
    }

    /// <summary>Whether <paramref name="opening"/> ends here: at its own closing bracket, or because the following text belongs to the enclosing bracket.</summary>
    /// <param name="opening">The innermost open bracket.</param>
    /// <param name="atStatement">Whether the following text, within a list, looks like <c>key =</c>.</param>
    public bool TryClose(Opening opening, bool atStatement = false)
    {
        var closing = opening.Bracket == '{' ? '}' : ']';
        if (scanner.Current == closing)
        {
            Suspect(opening);
            scanner.Advance();
        }
        else if (atStatement || (scanner.Current is '}' or ']' && _open.Skip(1).Any(around => around.Bracket != opening.Bracket)))
        {
            errors.Add(opening.Origin, $"the `{opening.Bracket}` that opens here is not closed before line {scanner.Here.Line}: {scanner.Snippet()}");
        }
        else
        {
            return false;
        }

        _open.Pop();
        return true;
    }

    /// <summary>Handles the end of the text within <paramref name="opening"/>; null if nothing was open.</summary>
    public void NotClosed(Opening? opening)
    {
        Balanced &= !scanner.CutShort;
        if (opening is null || _gaveUp || scanner.CutShort)
        {
            return;
        }

        errors.Add(
            _suspect?.Opening.Origin ?? opening.Origin,
            _suspect is { } suspect
                ? $"the `{{` that opens here is not closed: the `}}` of line {suspect.ClosingLine} is indented for another `{{`"
                : $"the `{opening.Bracket}` that opens here is never closed");
        GiveUp();
    }

    /// <summary>Reports an unexpected closing bracket or comma.</summary>
    public void Stray()
    {
        Balanced &= scanner.Current != '}';
        errors.Add(scanner.Here, scanner.Current == ',' ? "there is nothing before this comma" : $"`{scanner.Current}` has no matching opening bracket");
        scanner.Advance();
    }

    /// <summary>A closing brace with less indentation than its opening line: a sign of an earlier missing brace.</summary>
    private void Suspect(Opening opening)
    {
        if (_suspect is null && opening.Bracket == '{' && scanner.Here.Line > opening.Origin.Line && scanner.Indentation < opening.Indentation)
        {
            _suspect = (opening, scanner.Here.Line);
        }
    }

    private void GiveUp()
    {
        _gaveUp = true;
        Balanced = false;
        scanner.Advance(int.MaxValue);
    }

    /// <summary>An opening bracket, and the indentation of its line.</summary>
    internal sealed record Opening(char Bracket, Origin Origin, int Indentation);
}
