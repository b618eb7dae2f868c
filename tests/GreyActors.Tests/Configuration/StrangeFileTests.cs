using System.Runtime.InteropServices;
using GreyActors.Configuration;
using GreyActors.Tests.Net;
using Xunit;

namespace GreyActors.Tests.Configuration;

/// <summary>A name in the configuration leads to what is no file: whoever reads it must neither wait nor fill the memory.</summary>
public sealed class StrangeFileTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("greyactors-strange-");

    public StrangeFileTests()
    {
        Assert.Equal(0, MakeFifo(At("pipe"), Convert.ToUInt32("600", 8)));
        File.WriteAllText(At("cert.pem"), TestCertificates.Loopback.ExportCertificatePem());
    }

    public static TheoryData<string, string> Kinds => new()
    {
        { "pipe", "is a pipe, not a file" },
        { "/dev/zero", "is a device, not a file" },
        { "/dev/null", "is a device, not a file" },
        { "", "is a folder, not a file" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_no_configuration(string name, string why) => Assert.Equal(why, Assert.Single(await MistakesOf(() => ConfigurationLoader.Load(At(name), []))));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_not_included(string name, string why) => await IsRefused($"include \"{At(name)}\"", why);

    [Theory]
    [InlineData("pipe", "is a pipe, not a file")]
    [InlineData("/dev/zero", "is a device, not a file")]
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

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task IsRefused(string text, string why)
    {
        File.WriteAllText(At("site.conf"), $"{text}\ngrey-actors.allowed-domains = [\"example.com\"]\n");
        Assert.Contains(await MistakesOf(() => ConfigurationLoader.Load(At("site.conf"), [])), mistake => mistake.Contains(why, StringComparison.Ordinal));
    }

    private static async Task<IEnumerable<string>> MistakesOf(Func<LoadedConfiguration> load) =>
        Configured.Mistakes(await Task.Run(load).WaitAsync(Soon)).Select(mistake => mistake.Message);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
