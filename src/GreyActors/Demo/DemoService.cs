using System.Net;
using System.Text.Json;
using GreyActors.Cli;
using GreyActors.Configuration;
using GreyActors.Hosting;
using GreyActors.Introspection;

namespace GreyActors.Demo;

/// <summary>The service itself, whole, in a folder and on ports of its own; only its clock runs faster.</summary>
internal sealed class DemoService : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly WebApplication _app;
    private readonly ServiceClient _client;

    private DemoService(WebApplication app)
    {
        _app = app;
        Page = new Uri(app.Urls.First());
        _client = new ServiceClient(new ServiceAddress(Page, TokenFile: null, AlwaysShowsToken: false));
    }

    /// <summary>The dashboard's address.</summary>
    public Uri Page { get; }

    /// <summary>Where it listens for mail.</summary>
    public IPEndPoint Listener { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Cancelled when it ends: by Ctrl-C, or because a part of it died.</summary>
    public CancellationToken Ends => _app.Lifetime.ApplicationStopping;

    /// <summary>Starts it, and waits until it is ready.</summary>
    /// <param name="folder">Where it keeps its files.</param>
    /// <param name="backend">Where its mail goes.</param>
    /// <exception cref="TimeoutException">It does not become ready.</exception>
    public static async Task<DemoService> Start(string folder, IPEndPoint backend, TimeProvider time)
    {
        var file = Path.Combine(folder, "greyactors.conf");
        await File.WriteAllTextAsync(file, Configuration(folder, backend));
        var configuration = ProgramOptions.Good(ConfigurationLoader.Load(file, []));
        var app = GreyActorsHost.Build(configuration, time, _ => { });
        try
        {
            await app.StartAsync();
            var service = new DemoService(app);
            await service.BecomesReady();
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

    private async Task BecomesReady()
    {
        using var enough = new CancellationTokenSource(StartsWithin);
        using var again = new PeriodicTimer(BetweenLooks);
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

    // The listener shows the port that it got.
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
        // The PROXY header gives everybody an address of his own, all on this machine.
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
