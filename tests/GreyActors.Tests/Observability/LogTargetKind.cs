namespace GreyActors.Tests.Observability;

/// <summary>The kinds of targets of a log.</summary>
public enum LogTargetKind
{
    File,
    LinkToFile,
    DanglingLink,
    ReadPipe,
    PipeWithoutReader,
    PipeWhoseReaderLeft,
    FullPipe,
    Null,
    FullDisk,
    GivenPipe,
    GivenFullPipe,
    GivenPipeWhoseReaderLeft,
    GivenSocket,
    GivenFile,
    LinkToGivenPipe,
    Folder,
    Socket,
}
