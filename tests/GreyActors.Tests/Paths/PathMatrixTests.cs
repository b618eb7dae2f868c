using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using GreyActors.Cli;
using GreyActors.Configuration;
using GreyActors.Files;
using GreyActors.Introspection;
using GreyActors.Migration.Databases;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Configuration;
using GreyActors.Tests.Net;
using GreyActors.Tests.Observability;
using GreyActors.Tests.Storage.Sqlite;
using Xunit;

namespace GreyActors.Tests.Paths;

/// <summary>
/// Every path that the program opens × every kind of target: a good one works, a bad one is reported with the file, and with the setting that names
/// it, if any. The logs and the store have their own tests.
/// </summary>
public sealed class PathMatrixTests : IDisposable
{
    // A pipe without a writer, or an endless device, must not be opened.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private static readonly (string Certificate, string Key) Pair =
        (TestCertificates.Loopback.ExportCertificatePem(), TestCertificates.Loopback.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

    private readonly StoreFolder _folder = new();

    /// <summary>Each returns the reported error; null if there is none.</summary>
    private static readonly Dictionary<string, Opener> Openers = new(StringComparer.Ordinal)
    {
        ["--config"] = new("grey-actors.allowed-domains = [\"example.com\"]", (path, _) => Loaded(path), Names: ""),
        ["include"] = new("grey-actors.serverid = x", (path, folder) => Loaded(Site(folder, $"include {Quoted(path)}")), Names: "include"),
        ["whitelisted-clients"] = new("192.0.2.1", (path, folder) => Loaded(Site(folder, $"grey-actors.whitelisted-clients = [{Quoted($"file:{path}")}]")), Names: "whitelisted-clients"),
        ["tls.certificate"] = new(Pair.Certificate, (path, folder) => Loaded(Site(folder, Tls(folder, path, null))), Names: "tls.certificate"),
        ["tls.key"] = new(Pair.Key, (path, folder) => Loaded(Site(folder, Tls(folder, null, path))), Names: "tls.key"),
        ["relay.tls-ca-file"] = new(Pair.Certificate, (path, folder) => Loaded(Site(folder, $"grey-actors.relay {{ tls = verify, tls-ca-file = {Quoted(path)} }}")), Names: "relay.tls-ca-file"),
        ["introspection.token-file"] = new("a-token-of-enough-characters", (path, _) => Refusal(() => AccessToken.Open(path, new CollectedLog().Logger)), Names: "introspection.token-file") { Creates = true },
        ["--token-file"] = new("token", (path, _) => Refusal(() => TokenFile.Read(path)), Names: "token"),
        ["import: database"] = new("key\tvalue\n", (path, _) => Refusal(() => DatabaseFile.Read(path).Count()), Names: ""),
        ["import: lines"] = new("line\n", (path, _) => Refusal(() => TextLines.Read(path, Encoding.UTF8).Count()), Names: ""),
        ["import: configuration"] = new("port=25\n", (path, _) => Refusal(() => ImportFiles.Text(path)), Names: ""),
    };

    public static TheoryData<string> Opened => [.. Openers.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Opened))]
    public void A_path_that_leads_to_a_file_works(string opener)
    {
        foreach (var (condition, make) in PathConditions.Present)
            Assert.Equal((condition, null), (condition, Outcome(opener, condition, make).Told));
    }

    [Theory]
    [MemberData(nameof(Opened))]
    public void A_path_without_a_file_works_if_the_program_creates_the_file_and_is_otherwise_reported(string opener)
    {
        foreach (var (condition, make) in PathConditions.Creatable)
        {
            var (told, path) = Outcome(opener, condition, make);
            if (Openers[opener].Creates)
                Assert.Equal((condition, null), (condition, told));
            else
                IsUnderstood(opener, condition, path, told);
        }
    }

    [Theory]
    [MemberData(nameof(Opened))]
    public void A_path_that_cannot_be_a_file_is_reported_with_the_file_and_the_setting(string opener)
    {
        foreach (var (condition, make) in PathConditions.Impossible)
        {
            var (told, path) = Outcome(opener, condition, make);
            IsUnderstood(opener, condition, path, told);
        }
    }

    [Fact]
    public void A_dangling_link_is_reported_with_its_target()
    {
        var link = File.CreateSymbolicLink(_folder["link"], "/nowhere/at/all").FullName;
        foreach (var (name, opener) in Openers)
            Assert.True(opener.Open(link, _folder[""]) is { } told && told.Contains("is a link to '/nowhere/at/all', which does not exist", StringComparison.Ordinal), $"{name}: {opener.Open(link, _folder[""])}");
    }

    [Fact]
    public void The_token_is_created_at_the_target_of_a_link_for_its_owner_only()
    {
        var link = File.CreateSymbolicLink(_folder["link"], _folder["real"]).FullName;

        AccessToken.Open(link, new CollectedLog().Logger);

        Assert.NotNull(File.ResolveLinkTarget(link, returnFinalTarget: false));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(_folder["real"]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void A_report_of_an_import_never_replaces_a_file()
    {
        foreach (var (condition, make) in PathConditions.Present.Concat(PathConditions.Impossible).Concat(PathConditions.Creatable.Where(one => one.Key.Contains("link", StringComparison.Ordinal))))
        {
            var path = make(Directory.CreateDirectory(_folder[condition]).FullName, "before");
            var told = Refusal(() =>
            {
                using var files = new NewFiles();
                files.Create(path);
            });
            Assert.True(told is not null && told.Contains(path, StringComparison.Ordinal), $"{condition}: {told}");
            if (PathConditions.Present.ContainsKey(condition))
                Assert.Equal("before", File.ReadAllText(path));
        }
    }

    [Fact]
    public void The_lock_of_the_store_follows_a_link_and_reports_a_path_that_is_not_a_file()
    {
        foreach (var (condition, make) in PathConditions.Impossible.Where(one => !one.Key.StartsWith("device", StringComparison.Ordinal) && !one.Key.Contains("pipe", StringComparison.Ordinal)))
        {
            var folder = Directory.CreateDirectory(_folder[condition]).FullName;
            var store = Path.Combine(folder, "store.db");
            var target = make(folder, "");
            File.CreateSymbolicLink($"{store}.lock", target);
            var told = Refusal(() => StoreLock.Take(store).Dispose());
            Assert.True(told is not null && told.Contains(store, StringComparison.Ordinal), $"{condition}: {told}");
        }

        File.CreateSymbolicLink(_folder["good.db.lock"], _folder["lock"]);
        using var held = StoreLock.Take(_folder["good.db"]);
        Assert.NotNull(Refusal(() => StoreLock.Take(_folder["good.db"])));
    }

    private (string? Told, string Path) Outcome(string opener, string condition, Func<string, string, string> make)
    {
        var folder = Directory.CreateDirectory(_folder[$"{opener} {condition}".Replace('/', '-')]).FullName;
        var path = make(folder, Openers[opener].Content);
        var opening = Task.Run(() => Openers[opener].Open(path, folder));
        Assert.True(opening.Wait(Bound), $"{opener}, {condition}: still waiting");
        return (opening.Result, path);
    }

    private static void IsUnderstood(string opener, string condition, string path, string? told) => Assert.True(
        // Only the start, because a very long name is cut.
        told is not null && told.Contains(path[..Math.Min(path.Length, 50)], StringComparison.Ordinal) && told.Contains(Openers[opener].Names, StringComparison.Ordinal),
        $"{opener}, {condition}: {told ?? "no error"}");

    // Only the exceptions that a caller turns into an exit code; any other fails the test.
    private static string? Refusal(Action open)
    {
        try
        {
            open();
            return null;
        }
        catch (Exception refused) when (FileProblem.Is(refused) || refused is CommandRefusedException)
        {
            return refused.Message;
        }
    }

    private static string? Loaded(string file) => Configured.Errors(ConfigurationLoader.Load(file, ["allowed-domains=[\"example.com\"]"])) is { Count: > 0 } errors
        ? string.Join('\n', errors)
        : null;

    private static string Site(string folder, string text)
    {
        var site = Path.Combine(folder, "site.conf");
        File.WriteAllText(site, text);
        return site;
    }

    private static string Tls(string folder, string? certificate, string? key)
    {
        var (goodCertificate, goodKey) = (Path.Combine(folder, "good.crt"), Path.Combine(folder, "good.key"));
        File.WriteAllText(goodCertificate, Pair.Certificate);
        File.WriteAllText(goodKey, Pair.Key);
        return $"grey-actors.tls {{ certificate = {Quoted(certificate ?? goodCertificate)}, key = {Quoted(key ?? goodKey)} }}";
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private sealed record Opener(string Content, Func<string, string, string?> Open, string Names)
    {
        /// <summary>Creates a missing file.</summary>
        public bool Creates { get; init; }
    }
}
