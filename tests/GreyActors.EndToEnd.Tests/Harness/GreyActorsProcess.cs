using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>The program under test: a process of its own, in a folder of its own, on ports of its own.</summary>
public sealed class GreyActorsProcess : IAsyncDisposable
{
    // A second on a machine that does nothing else.
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder _folder = new("program");
    private readonly HttpClient _http;
    private readonly MachineNetwork _network;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly ImmutableArray<string> _environment;
    private readonly ImmutableArray<string> _executable;
    private readonly bool _hasNoSmtp;
    private Process? _process;

    private GreyActorsProcess(GreyActorsConfiguration configuration)
    {
        _network = configuration.Network;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (to, stop) => new NetworkStream(await _network.Connect(to.DnsEndPoint.Port, stop), ownsSocket: true),
        })
        {
            Timeout = TimeSpan.FromSeconds(10),
        };
        _environment = configuration.Environment;
        _hasNoSmtp = configuration.HasOnlyThese;
        _executable = configuration.Executable.Length > 0 ? [configuration.Executable] : ["dotnet", ProgramFile];
        if (HasTls(configuration))
            PemPair.Write(_folder, "mx.example.test");
        File.WriteAllText(ConfigurationFile, TextOf(configuration));
    }

    /// <summary>What <c>dotnet</c> runs: the published program, or the one that was built with the tests where nobody has published one.</summary>
    public static string ProgramFile { get; } = PublishedProgram.Folder is { } folder ? Path.Combine(folder, "greyactors.dll") : Path.GetFullPath(
        typeof(GreyActorsProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "ProgramUnderTest").Value!,
        AppContext.BaseDirectory);

    /// <summary>Where clients connect, on 127.0.0.1.</summary>
    public int SmtpPort { get; } = FreePort.Next();

    /// <summary>Where clients speak TLS from the start, on 127.0.0.1, when there is TLS.</summary>
    public int SmtpsPort { get; } = FreePort.Next();

    /// <summary>Where the introspection endpoint listens, on 127.0.0.1.</summary>
    public int IntrospectionPort { get; } = FreePort.Next();

    /// <summary>The file it was started with.</summary>
    public string ConfigurationFile => _folder["greyactors.conf"];

    /// <summary>The path of something in its folder.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Its process, as the system knows it.</summary>
    public int Id => _process!.Id;

    /// <summary>What it wrote to standard error so far.</summary>
    public string Error
    {
        get
        {
            lock (_error)
                return _error.ToString();
        }
    }

    /// <summary>What it wrote to standard output so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts it and waits until it answers on both ports.</summary>
    public static async Task<GreyActorsProcess> Start(GreyActorsConfiguration configuration)
    {
        var program = new GreyActorsProcess(configuration);
        try
        {
            await program.Restart();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>The text of its configuration file, were it started with this one.</summary>
    public string TextOf(GreyActorsConfiguration configuration)
    {
        string[] smtp = configuration.HasOnlyThese ? [] : [$"{{ address = \"127.0.0.1\", port = {SmtpPort} }}"];
        string[] implicitTls = HasTls(configuration) ? [$"{{ address = \"127.0.0.1\", port = {SmtpsPort}, implicit-tls = on }}"] : [];
        return configuration
            .With("listen", $"[{string.Join(", ", [.. smtp, .. implicitTls, .. configuration.MoreListeners])}]")
            .With("introspection.address", "\"127.0.0.1\"")
            .With("introspection.port", $"{IntrospectionPort}")
            .ToHocon();
    }

    /// <summary>Starts it and waits for nothing.</summary>
    public static GreyActorsProcess Launched(GreyActorsConfiguration configuration)
    {
        var program = new GreyActorsProcess(configuration);
        program.Launch([]);
        return program;
    }

    /// <summary>Starts it with this text as its configuration file, and waits until it has given up.</summary>
    public static async Task<GreyActorsProcess> StartAndFail(string configuration, params IEnumerable<string> arguments)
    {
        var program = new GreyActorsProcess(GreyActorsConfiguration.RelayingTo(FreePort.Next()));
        await File.WriteAllTextAsync(program.ConfigurationFile, configuration);
        program.Launch(arguments);
        await program.ExitCode();
        return program;
    }

    /// <summary>Starts it again in the same folder; each of <paramref name="set"/> is a <c>--set</c>.</summary>
    public async Task Restart(params IEnumerable<string> set)
    {
        Relaunch(set);
        await Eventually.Holds("the program is ready", async () => await IsHealthy() && (_hasNoSmtp ? await IsReady() : await Greets()), StartsWithin);
    }

    /// <summary>Starts it again in the same folder, and waits for nothing.</summary>
    public void Relaunch(params IEnumerable<string> set) => Launch(set.SelectMany(value => new[] { "--set", value }));

    /// <summary>The body of an answer of its introspection endpoint, whatever the status.</summary>
    public async Task<string> Get(string path)
    {
        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{IntrospectionPort}{path}"));
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Starts it again in the same folder, and waits until it has given up; returns the exit code.</summary>
    public async Task<int> RestartAndFail(params IEnumerable<string> set)
    {
        Launch(set.SelectMany(value => new[] { "--set", value }));
        return await ExitCode();
    }

    /// <summary>The live tree, taken after this was called: the program answers with one that may be a moment old.</summary>
    public async Task<TreeNode> Tree()
    {
        var called = DateTimeOffset.UtcNow;
        return await Eventually.Find("a fresh tree", async () =>
        {
            var (root, takenAt) = TreeNode.Parse(await _http.GetStringAsync(new Uri($"http://127.0.0.1:{IntrospectionPort}/api/tree")));
            return takenAt >= called ? root : null;
        });
    }

    /// <summary>The backends as the program sees them now.</summary>
    public async Task<IReadOnlyList<BackendNode>> Servers() =>
        BackendNode.Parse(await ServersJson());

    /// <summary>Waits until it has written this to standard output; its log comes a moment after what it tells of.</summary>
    public Task Says(string text) => Eventually.Holds($"the log says '{text}'", () => Output.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until the program sees the backend at this port of 127.0.0.1 in this condition.</summary>
    public Task<BackendNode> Server(int port, string condition) => Eventually.Find(
        $"127.0.0.1:{port} is {condition}",
        async () => (await Servers()).FirstOrDefault(server => server.Server == $"127.0.0.1:{port}" && server.Condition == condition));

    /// <summary>Waits until a mail would be tried at the backend at this port of 127.0.0.1: it is not passed by after what was done to it.</summary>
    public Task ServerIsTried(int port) => Eventually.Holds(
        $"127.0.0.1:{port} is tried",
        async () => BackendNode.ParseTried(await ServersJson()).Contains($"127.0.0.1:{port}"));

    /// <summary>What <c>/readyz</c> finds not well: the names of the checks, with why. Empty: the program says that it can do its work.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NotReady()
    {
        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{IntrospectionPort}/readyz"));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        var failed = json.RootElement.GetProperty("checks").EnumerateArray()
            .Where(check => !check.GetProperty("ok").GetBoolean() && !check.GetProperty("optional").GetBoolean())
            .ToDictionary(check => check.GetProperty("name").GetString()!, check => check.GetProperty("why").GetString()!);
        Assert.Equal(failed.Count == 0, json.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(failed.Count == 0 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        return failed;
    }

    /// <summary>Waits until no client, no relay and nobody who is turned away is in the tree.</summary>
    public Task NobodyIsLeft(TimeSpan? within = null) => Eventually.Holds(
        "nobody is left in the tree",
        async () => !(await Tree()).All().Any(node => node.Kind is "NoActivityTimeout" or "TurnedAway"),
        within);

    /// <summary>The memory that it holds now, in mebibytes (VmRSS).</summary>
    public int ResidentMebibytes()
    {
        var line = File.ReadLines($"/proc/{Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>The greylist log so far, as it is.</summary>
    public string GreylistLogText() => File.Exists(_folder["greylist.log"]) ? Text.Of(File.ReadAllBytes(_folder["greylist.log"])) : "";

    /// <summary>The greylist log so far.</summary>
    public IReadOnlyList<GreylistLogLine> GreylistLog()
    {
        if (!File.Exists(_folder["greylist.log"]))
            return [];

        // What comes behind the last line end is still being written.
        var lines = File.ReadAllText(_folder["greylist.log"]).Split('\n')[..^1];
        return [.. lines.Select(GreylistLogLine.Parse)];
    }

    /// <summary>The debug log so far.</summary>
    public string DebugLog() => File.Exists(_folder["debug.log"]) ? File.ReadAllText(_folder["debug.log"]) : "";

    /// <summary>Ends it at once, without a word (SIGKILL).</summary>
    public async Task Kill9()
    {
        _process!.Kill();
        await ExitCode();
    }

    /// <summary>Runs another of the program's commands to its end.</summary>
    public static CommandResult Command(params IEnumerable<string> arguments) => Harness.Command.Run("dotnet", [ProgramFile, .. arguments]);

    /// <summary>The shell command line of another command of the program.</summary>
    public static string CommandLineOf(params IEnumerable<string> arguments) => $"dotnet '{ProgramFile}' {string.Join(' ', arguments)}";

    /// <summary>Asks it to end; see <see cref="ExitCode"/>.</summary>
    public void Signal(string signal) => Harness.Command.Run("kill", [$"-{signal}", $"{_process!.Id}"]);

    /// <summary>Waits until it has ended.</summary>
    public async Task<int> ExitCode()
    {
        using var bound = new CancellationTokenSource(Eventually.Patience);
        await _process!.WaitForExitAsync(bound.Token);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await Kill9();

        _process?.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    private static bool HasTls(GreyActorsConfiguration configuration) => configuration.Values.ContainsKey("tls.certificate");

    private Task<string> ServersJson() => _http.GetStringAsync(new Uri($"http://127.0.0.1:{IntrospectionPort}/api/servers"));

    private void Launch(IEnumerable<string> arguments)
    {
        // A shell that starts the tests in the background has them ignore Ctrl-C, and their children with them.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT,TERM", .. _environment, .. _network.Prefix, .. _executable, "run", "--config", ConfigurationFile, .. arguments])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Others may look at the last one until there is another.
        var last = _process;
        _process = Process.Start(start)!;
        last?.Dispose();
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task<bool> IsHealthy()
    {
        if (!IsRunning)
            throw new InvalidOperationException($"The program ended with {_process!.ExitCode}:\n{Output}{Error}");

        try
        {
            using var health = await _http.GetAsync(new Uri($"http://127.0.0.1:{IntrospectionPort}/healthz"));
            return health.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> IsReady()
    {
        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{IntrospectionPort}/readyz"));
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Whether it greets a client now.</summary>
    public async Task<bool> Greets()
    {
        try
        {
            using var client = await SmtpClientSocket.Connect(_network, SmtpPort);
            await client.Expect("220 ");
            await client.Say("QUIT", "221");
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
            text.AppendLine(line);
    }
}
