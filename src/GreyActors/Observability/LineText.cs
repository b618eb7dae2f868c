using System.Text;

namespace GreyActors.Observability;

/// <summary>A writer that passes on complete lines.</summary>
internal sealed class LineText(Action<string> write) : TextWriter
{
    // A longer line is passed on in pieces.
    private const int Longest = 64 * 1024;

    private readonly StringBuilder _line = new();

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (value != '\n')
            _line.Append(value);
        if (value != '\n' && _line.Length < Longest)
            return;
        write(_line.ToString().TrimEnd('\r'));
        _line.Clear();
    }
}
