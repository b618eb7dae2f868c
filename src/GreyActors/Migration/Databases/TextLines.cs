using System.Text;
using GreyActors.Files;

namespace GreyActors.Migration.Databases;

/// <summary>Reads the lines of an untrusted file: the length of a line is limited, and pipes and devices are not opened.</summary>
internal static class TextLines
{
    /// <summary>The longest line, in characters. No greylist writes longer lines, but a sparse file without line ends is a single line.</summary>
    public const int Longest = 1024 * 1024;

    /// <summary>The lines without their ends (LF, CRLF or CR), one after the other.</summary>
    /// <exception cref="IOException">The file does not exist, is not a regular file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions of the file do not allow reading.</exception>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public static IEnumerable<string> Read(string path, Encoding encoding)
    {
        using var reader = new StreamReader(RegularFile.Open(path), encoding, detectEncodingFromByteOrderMarks: false);
        var (line, number) = (new StringBuilder(), 1);
        while (reader.Read() is >= 0 and var next)
        {
            if (next is '\n' or '\r')
            {
                if (next == '\r' && reader.Peek() == '\n')
                    reader.Read();
                yield return line.ToString();
                line.Clear();
                number++;
                continue;
            }

            if (line.Length == Longest)
                throw new InvalidDataException($"line {number} of {path} is longer than {Longest} characters");
            line.Append((char)next);
        }

        if (line.Length > 0)
            yield return line.ToString();
    }
}
