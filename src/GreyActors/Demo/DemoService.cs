using System.Net;
using System.Text.Json;
using GreyActors.Cli;
using GreyActors.Configuration;
using GreyActors.Hosting;
using GreyActors.Introspection;

namespace GreyActors.Demo;

/// <summary>The complete service, with its own folder and ports; only its clock is faster.</summary>
internal sealed class DemoService : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly WebApplication _app;
    private readonly ServiceClient _client;

    private DemoService(WebApplication app)
    {
        _app = app;
        Page = new Uri(app.Urls.First());
        _client = new ServiceClient(new ServiceAddress(Page, TokenFile: null, AlwaysShowsToken: false));
    }

    /// <summary>The address of the dashboard.</summary>
    public Uri Page { get; }

    /// <summary>The address of the SMTP listener.</summary>
    public IPEndPoint Listener { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Cancelled when the service stops: by Ctrl-C, or because a component failed.</summary>
    public CancellationToken Ends => _app.Lifetime.ApplicationStopping;

    /// <summary>Starts the service, and waits until it is ready.</summary>
    /// <param name="folder">The folder for its files.</param>
    /// <param name="backend">The address of its backend.</param>
    /// <exception cref="TimeoutException">The service did not become ready.</exception>
    public static async Task<DemoService> Start(string folder, IPEndPoint backend, TimeProvider time)
    {
        var file = Path.Combine(folder, "greyactors.conf");
        await File.WriteAllTextAsync(file, Configuration(folder, backend));
        var configuration = ProgramOptions.ValidOrThrow(ConfigurationLoader.Load(file, []));
        var app = GreyActorsHost.Build(configuration, time, _ => { });
        try
        {
            await app.StartAsync();
            var service = new DemoService(app);
            await service.WaitUntilReady();
            return service;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The live actors below the server; null when it does not answer.</summary>
    public async Task<ActorTree?> Tree()
    {
        try
        {
            return (await _client.Get("/api/tree", CancellationToken.None, ("under", "/user/greylist-server"))).As<ActorTree>();
        }
        catch (CommandRefusedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task WaitUntilReady()
    {
        using var enough = new CancellationTokenSource(StartsWithin);
        using var again = new PeriodicTimer(PollInterval);
        try
        {
            while (await again.WaitForNextTickAsync(enough.Token))
            {
                if ((await _client.Get("/readyz", enough.Token)).As<ReadinessAnswer>().Ok && await ListenerFound())
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the service was not ready within {StartsWithin.TotalSeconds:0} s");
        }
    }

    // The description of the listener contains its port.
    private async Task<bool> ListenerFound()
    {
        var listener = (await Tree())?.Root.WithDescendants().FirstOrDefault(node => node.Kind == "TcpServer");
        if (listener?.About is not { } about || !IPEndPoint.TryParse(about, out var address) || address.Port == 0)
            return false;

        Listener = address;
        return true;
    }

    private static string Configuration(string folder, IPEndPoint backend)
    {
        string InFolder(string name) => JsonSerializer.Serialize(Path.Combine(folder, name));
        // The PROXY header gives each sender its own address, although all are on this machine.
        return $$"""
            grey-actors {
              listen = [{ address = "127.0.0.1", port = 0, proxy-protocol = on, trusted-proxies = ["127.0.0.1"] }]
              servername = "mx.{{DemoPlot.Domain}}"
              shutdown-timeout = 1s
              allowed-domains = ["{{DemoPlot.Domain}}"]
              whitelisted-triples = ["{{DemoPlot.Whitelisted}}"]
              relay.to = ["{{backend}}"]
              store { path = {{InFolder("greylist.db")}}, partitions = 2 }
              log { greylist = {{InFolder("greylist.log")}}, level = error }
              introspection { port = 0, token-file = {{InFolder("introspection.token")}} }
            }

            """;
    }
}
