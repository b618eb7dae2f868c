using System.Net.Sockets;
using System.Runtime.InteropServices;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Files;
using GreyActors.Introspection;
using GreyActors.Tests.Net;
using Xunit;

namespace GreyActors.Tests.Configuration;

/// <summary>A name in the configuration leads to what is no file: whoever reads it must neither wait nor fill the memory.</summary>
public sealed class StrangeFileTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("greyactors-strange-");

    // Closing it removes its name.
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public StrangeFileTests()
    {
        Assert.Equal(0, MakeFifo(At("pipe"), Convert.ToUInt32("600", 8)));
        _socket.Bind(new UnixDomainSocketEndPoint(At("socket")));
        File.CreateSymbolicLink(At("link"), "/proc/kmsg");
        File.WriteAllText(At("cert.pem"), TestCertificates.Loopback.ExportCertificatePem());
    }

    public static TheoryData<string, string> Kinds => new()
    {
        { "pipe", "is a pipe, not a file" },
        { "/dev/zero", "is a device, not a file" },
        { "/dev/null", "is a device, not a file" },
        { "", "is a folder, not a file" },
        { "socket", "is a socket, not a file" },
        { "/proc/kmsg", "is made up by the kernel, not a file with a content of its own" },
        { "/proc/self/maps", "is made up by the kernel, not a file with a content of its own" },
        { "/sys/kernel/uevent_seqnum", "is made up by the kernel, not a file with a content of its own" },
        { "link", "is made up by the kernel, not a file with a content of its own" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_no_configuration(string name, string why) => Assert.Equal(why, Assert.Single(await ErrorsOf(() => ConfigurationLoader.Load(At(name), []))));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_not_included(string name, string why) => await IsRefused($"include \"{At(name)}\"", why);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_no_list(string name, string why) => await IsRefused($"grey-actors.whitelisted-clients = [\"file:{At(name)}\"]", why);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_no_certificate(string name, string why) =>
        await IsRefused($$"""grey-actors.tls { certificate = "{{At(name)}}", key = "{{At("cert.pem")}}" }""", why);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_no_key(string name, string why) =>
        await IsRefused($$"""grey-actors.tls { certificate = "{{At("cert.pem")}}", key = "{{At(name)}}" }""", why);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_holds_no_roots(string name, string why) =>
        await IsRefused($$"""grey-actors.relay { tls = verify, tls-ca-file = "{{At(name)}}" }""", why);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_no_store(string name, string why) => await IsRefused($"grey-actors.store.path = \"{At(name)}\"", why);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_no_token_file(string name, string why) => await IsRefused($"grey-actors.introspection.token-file = \"{At(name)}\"", why);

    [Fact]
    public async Task Files_that_are_too_large_together_are_refused_with_the_line_that_includes_one_too_many()
    {
        const int Size = 3 * 1024 * 1024;
        for (var file = 0; file < 6; file++)
            File.WriteAllText(At($"{file}.conf"), new string('#', Size));
        File.WriteAllLines(At("site.conf"), Enumerable.Range(0, 6).Select(file => $"include \"{file}.conf\""));

        Assert.Contains(
            Configured.Errors(await Task.Run(() => ConfigurationLoader.Load(At("site.conf"), [])).WaitAsync(Soon)),
            error => error == new ConfigurationError(At("site.conf"), 6, $"include \"{At("5.conf")}\": all files together are larger than 16 MB"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_no_token(string name, string why)
    {
        var refused = await Assert.ThrowsAnyAsync<IOException>(() => Task.Run(() => AccessToken.Open(At(name), Serilog.Core.Logger.None)).WaitAsync(Soon));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_that_takes_the_place_of_a_file_after_the_look_holds_nobody_up()
    {
        using var opened = await Task.Run(() => Descriptor.OpenToRead(At("pipe"))).WaitAsync(Soon);

        Assert.Equal(FileKind.Pipe, FileStatus.Of(opened)?.Kind);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task IsRefused(string text, string why)
    {
        File.WriteAllText(At("site.conf"), $"{text}\ngrey-actors.allowed-domains = [\"example.com\"]\n");
        Assert.Contains(await ErrorsOf(() => ConfigurationLoader.Load(At("site.conf"), [])), error => error.Contains(why, StringComparison.Ordinal));
    }

    private static async Task<IEnumerable<string>> ErrorsOf(Func<LoadedConfiguration> load) =>
        Configured.Errors(await Task.Run(load).WaitAsync(Soon)).Select(error => error.Message);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
