using System.Text;

namespace GreyActors.Observability;

/// <summary>Lines on their way to a file, as octets, and how far they are there.</summary>
internal sealed class LineBatch
{
    private const byte LineEnd = (byte)'\n';

    // A line of the debug log may be long, a reply of the backend for example.
    private byte[] _octets = new byte[2 * Full];
    private int _length;
    private int _written;

    /// <summary>From this size on it is not added to.</summary>
    public const int Full = 64 * 1024;

    public bool IsEmpty => _written == _length;

    public bool IsFull => _length >= Full;

    /// <summary>What is to be written yet.</summary>
    public ReadOnlySpan<byte> Rest => _octets.AsSpan(_written, _length - _written);

    /// <summary>Adds a line and its end.</summary>
    public void Add(string line)
    {
        var most = _length + Encoding.UTF8.GetMaxByteCount(line.Length) + 1;
        if (most > _octets.Length)
            Array.Resize(ref _octets, most);
        _length += Encoding.UTF8.GetBytes(line, _octets.AsSpan(_length));
        _octets[_length++] = LineEnd;
    }

    /// <summary>So many octets more are in the file; returns how many lines ended with them.</summary>
    public int Wrote(int octets)
    {
        var lines = Rest[..octets].Count(LineEnd);
        _written += octets;
        if (IsEmpty)
            _length = _written = 0;
        return lines;
    }

    /// <summary>The rest goes to another file, and a line does not stand in two: the one that was begun is begun again.</summary>
    public void BeginLineAgain() => _written = _octets.AsSpan(0, _written).LastIndexOf(LineEnd) + 1;
}
