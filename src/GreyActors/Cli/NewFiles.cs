using GreyActors.Components;
using GreyActors.Files;

namespace GreyActors.Cli;

/// <summary>Files that a command writes: they are there when it has done its work, and not before.</summary>
internal sealed class NewFiles : IDisposable
{
    private readonly List<(string Path, StreamWriter Writer)> _files = [];
    private bool _isKept;

    /// <summary>A file that is not there yet; null where none is wanted.</summary>
    /// <exception cref="CommandRefusedException">It is there, or cannot be made.</exception>
    public TextWriter? Create(string? path)
    {
        if (path is null)
            return null;
        try
        {
            var writer = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read)) { NewLine = "\n" };
            _files.Add((path, writer));
            return writer;
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new CommandRefusedException(ExitCode.CannotCreate, $"{path} cannot be made: {FileProblem.Describe(refused)}");
        }
    }

    /// <summary>The work is done.</summary>
    public void Keep() => _isKept = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (path, writer) in _files)
        {
            writer.Dispose();
            if (!_isKept)
                File.Delete(path);
        }
    }
}
