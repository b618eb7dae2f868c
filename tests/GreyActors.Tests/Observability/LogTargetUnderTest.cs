using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using GreyActors.Files;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.Tests.Observability;

/// <summary>A real target of a log, and the lines that arrived there.</summary>
internal sealed class LogTargetUnderTest : IDisposable
{
    private const int ReadOnlyNonBlocking = 0x800;
    private const int ReadWriteNonBlocking = 0x802;
    private const int Stream = 1;
    private const int Local = 1;

    private readonly string _folder;
    private readonly LogTargetKind _kind;
    private readonly List<SafeFileHandle> _handles = [];
    private readonly List<Socket> _sockets = [];
    private readonly Thread? _drain;
    private volatile bool _ends;
    private int _arrived;

    public LogTargetUnderTest(LogTargetKind kind, string folder, string name)
    {
        _kind = kind;
        _folder = folder;
        Directory.CreateDirectory(folder);
        Path = At(name);
        var drained = Make(kind);
        if (drained is null)
            return;
        _drain = new Thread(() => Drain(drained));
        _drain.Start();
    }

    /// <summary>The name for the configuration.</summary>
    public string Path { get; private set; }

    /// <summary>The complete lines that arrived; null if the target discards them.</summary>
    public int? Arrived => _kind switch
    {
        LogTargetKind.Null => null,
        LogTargetKind.GivenFile => LinesIn(At("given")),
        LogTargetKind.LinkToFile or LogTargetKind.DanglingLink => Directory.GetFiles(At("elsewhere")).Sum(LinesIn),
        LogTargetKind.File => Directory.GetFiles(_folder).Sum(LinesIn),
        _ => Volatile.Read(ref _arrived),
    };

    /// <summary>The rotated files.</summary>
    public IEnumerable<string> Rotated => Directory.EnumerateFileSystemEntries(_folder, "*.1", SearchOption.AllDirectories);

    /// <summary>The target of the name without following the last link.</summary>
    public string Nature => new FileInfo(Path) is { LinkTarget: { } target } ? $"link to {target}" : $"{FileStatus.Of(Path)?.Kind}";

    /// <summary>Waits until everything that arrived is counted.</summary>
    public void EndOfLines()
    {
        _ends = true;
        _drain?.Join();
    }

    public void Dispose()
    {
        EndOfLines();
        _handles.ForEach(handle => handle.Dispose());
        _sockets.ForEach(socket => socket.Dispose());
    }

    private SafeFileHandle? Make(LogTargetKind kind)
    {
        switch (kind)
        {
            case LogTargetKind.LinkToFile or LogTargetKind.DanglingLink:
                Directory.CreateDirectory(At("elsewhere"));
                if (kind == LogTargetKind.LinkToFile)
                    File.WriteAllText(At("elsewhere", "real.log"), "");
                File.CreateSymbolicLink(Path, At("elsewhere", "real.log"));
                return null;
            case LogTargetKind.ReadPipe:
                return Fifo(ReadOnlyNonBlocking);
            case LogTargetKind.PipeWithoutReader:
                Fifo(ReadOnlyNonBlocking).Dispose();
                return null;
            case LogTargetKind.PipeWhoseReaderLeft:
                // The writer connects while there is a reader, which leaves later: see ReaderLeaves.
                Hold(Fifo(ReadOnlyNonBlocking));
                return null;
            case LogTargetKind.FullPipe:
                Fill(Hold(Fifo(ReadWriteNonBlocking)));
                return null;
            case LogTargetKind.Null:
                Path = "/dev/null";
                return null;
            case LogTargetKind.FullDisk:
                Path = "/dev/full";
                return null;
            case LogTargetKind.Folder:
                Directory.CreateDirectory(Path);
                return null;
            case LogTargetKind.Socket:
                _sockets.Add(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
                _sockets[0].Bind(new UnixDomainSocketEndPoint(Path));
                return null;
            case LogTargetKind.GivenPipe or LogTargetKind.GivenFullPipe or LogTargetKind.GivenPipeWhoseReaderLeft or LogTargetKind.LinkToGivenPipe:
                var ends = new int[2];
                Assert(PipeOf(ends));
                return Pipe(kind, Hold(new SafeFileHandle(ends[0], ownsHandle: true)), Hold(new SafeFileHandle(ends[1], ownsHandle: true)));
            case LogTargetKind.GivenSocket:
                var pair = new int[2];
                Assert(SocketPair(Local, Stream, 0, pair));
                Path = Given(pair[1]);
                Hold(new SafeFileHandle(pair[1], ownsHandle: true));
                return Hold(new SafeFileHandle(pair[0], ownsHandle: true));
            case LogTargetKind.GivenFile:
                // 0x441: write, create, append.
                Path = Given((int)Hold(OpenRaw(At("given"), 0x441)).DangerousGetHandle());
                return null;
            default:
                return null;
        }
    }

    private SafeFileHandle? Pipe(LogTargetKind kind, SafeFileHandle reader, SafeFileHandle writer)
    {
        var given = Given((int)writer.DangerousGetHandle());
        if (kind == LogTargetKind.LinkToGivenPipe)
            File.CreateSymbolicLink(Path, given);
        else
            Path = given;
        if (kind == LogTargetKind.GivenFullPipe)
            Fill(writer);
        return kind is LogTargetKind.GivenPipe or LogTargetKind.LinkToGivenPipe ? reader : null;
    }

    /// <summary>Stops reading.</summary>
    public void ReaderLeaves()
    {
        if (_kind is LogTargetKind.PipeWhoseReaderLeft or LogTargetKind.GivenPipeWhoseReaderLeft)
            _handles[0].Dispose();
    }

    private void Drain(SafeFileHandle from)
    {
        var buffer = new byte[4096];
        // Reading may block, so the available bytes are queried first.
        while (true)
        {
            var waits = new PollDescriptor { Descriptor = (int)from.DangerousGetHandle(), Events = 1 };
            if (Poll(ref waits, 1, _ends ? 0 : 20) <= 0 || (waits.Returned & 1) == 0)
            {
                if (_ends)
                    return;
                if (waits.Returned != 0)
                    Thread.Yield();
                continue;
            }

            var read = (int)Read(from, buffer, buffer.Length);
            if (read > 0)
                Interlocked.Add(ref _arrived, buffer.AsSpan(0, read).Count((byte)'\n'));
        }
    }

    private SafeFileHandle Fifo(int flags)
    {
        Assert(MakeFifo(Path, Convert.ToUInt32("600", 8)));
        return OpenRaw(Path, flags);
    }

    private SafeFileHandle Hold(SafeFileHandle handle)
    {
        _handles.Add(handle);
        return handle;
    }

    // A blocking descriptor would wait forever: each write is checked first.
    private static void Fill(SafeFileHandle pipe)
    {
        var page = new byte[4096];
        var room = new PollDescriptor { Descriptor = (int)pipe.DangerousGetHandle(), Events = 4 };
        while (Poll(ref room, 1, 0) > 0)
            Assert((int)Write(pipe, page, page.Length) - page.Length);
    }

    private static SafeFileHandle OpenRaw(string path, int flags)
    {
        var opened = Open(path, flags, Convert.ToInt32("600", 8));
        Assert(opened < 0 ? -1 : 0);
        return new SafeFileHandle(opened, ownsHandle: true);
    }

    private static string Given(int number) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{number}");

    private static int LinesIn(string file) => File.ReadAllText(file, Encoding.UTF8).Count(one => one == '\n');

    private string At(params string[] names) => System.IO.Path.Combine([_folder, .. names]);

    private static void Assert(int result)
    {
        if (result != 0)
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc", EntryPoint = "pipe", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int PipeOf(int[] ends);

    [DllImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SocketPair(int family, int type, int protocol, int[] ends);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(SafeFileHandle file, [Out] byte[] into, nint most);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(SafeFileHandle file, byte[] octets, nint count);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
