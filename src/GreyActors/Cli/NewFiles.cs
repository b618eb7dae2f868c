using GreyActors.Components;
using GreyActors.Files;

namespace GreyActors.Cli;

/// <summary>Files that a command creates. They are deleted unless the command succeeds.</summary>
internal sealed class NewFiles : IDisposable
{
    private readonly List<(string Path, StreamWriter Writer)> _files = [];
    private bool _isKept;

    /// <summary>Creates a file; null for no path.</summary>
    /// <exception cref="CommandRefusedException">The file exists, or cannot be created.</exception>
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
            throw new CommandRefusedException(ExitCode.CannotCreate, $"{path} cannot be created: {FileProblem.Describe(refused)}");
        }
    }

    /// <summary>Keeps the files: the command has succeeded.</summary>
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
