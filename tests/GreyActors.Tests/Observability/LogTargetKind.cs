namespace GreyActors.Tests.Observability;

/// <summary>What the name of a log may lead to.</summary>
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
