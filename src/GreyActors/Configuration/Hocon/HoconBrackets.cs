namespace GreyActors.Configuration.Hocon;

/// <summary>Keeps book of the braces and brackets of one text, and finds the one that was forgotten.</summary>
internal sealed class HoconBrackets(HoconScanner scanner, ConfigurationErrors errors)
{
    private const int MaxDepth = 64;

    private readonly Stack<Opening> _open = new();
    private (Opening Opening, int ClosingLine)? _suspect;
    private bool _gaveUp;

    /// <summary>False as soon as one is missing or too many.</summary>
    public bool Balanced { get; private set; } = true;

    /// <summary>Takes a <c>{</c> or <c>[</c>.</summary>
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

    /// <summary>Whether <paramref name="opening"/> ends here: at its own closing bracket, or because what follows belongs to what is around it.</summary>
    /// <param name="opening">The innermost one.</param>
    /// <param name="atStatement">Within a list: what follows reads like <c>key =</c>.</param>
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

    /// <summary>The text ended within <paramref name="opening"/>; null when nothing was open.</summary>
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
                ? $"the `{{` that opens here is not closed: the `}}` of line {suspect.ClosingLine} is indented for another one"
                : $"the `{opening.Bracket}` that opens here is never closed");
        GiveUp();
    }

    /// <summary>A closing bracket or a comma where none can be.</summary>
    public void Stray()
    {
        Balanced &= scanner.Current != '}';
        errors.Add(scanner.Here, scanner.Current == ',' ? "there is nothing before this comma" : $"`{scanner.Current}` closes nothing here");
        scanner.Advance();
    }

    /// <summary>A closing brace that is indented less than the line that opened it is the trace of one that was forgotten before.</summary>
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

    /// <summary>An opening bracket, and how far the line it stands in is indented.</summary>
    internal sealed record Opening(char Bracket, Origin Origin, int Indentation);
}
