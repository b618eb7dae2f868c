using System.Diagnostics;

namespace GreyActors.Benchmarks;

/// <summary>Asks a program as a page does that somebody looks at: the same questions with the same rests, answers read to their ends.</summary>
internal sealed class Watcher : IAsyncDisposable
{
    private const string Greylist = "api/tree?under=%2Fuser%2Fgreylist-server%2Fgreylist&depth=1";
    private const string Listener = "api/tree?under=%2Fuser%2Fgreylist-server%2Flistener-0&depth=1";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _enough = new();
    private readonly List<Task> _asking = [];
    private long _octets;

    private Watcher(int port) => _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

    /// <summary>Octets that were answered.</summary>
    public long Octets => Interlocked.Read(ref _octets);

    /// <summary>A page; with the listener open it asks for all clients, too.</summary>
    public static Watcher Page(int port, bool isOpen)
    {
        var watcher = new Watcher(port);
        watcher._asking.Add(watcher.Repeat(TimeSpan.FromSeconds(1), isOpen ? ["api/tree?depth=2", Listener] : ["api/tree?depth=2"]));
        watcher._asking.Add(watcher.Repeat(TimeSpan.FromSeconds(2), "api/stats"));
        watcher._asking.Add(watcher.Repeat(TimeSpan.FromSeconds(2), "api/servers"));
        watcher._asking.Add(watcher.Repeat(TimeSpan.FromSeconds(3), "readyz"));
        watcher._asking.Add(watcher.Repeat(TimeSpan.FromSeconds(3), Greylist));
        watcher._asking.Add(watcher.Repeat(TimeSpan.Zero, "api/decisions/stream"));
        return watcher;
    }

    /// <summary>Somebody who wants everything, every three seconds.</summary>
    public static Watcher WholeTree(int port)
    {
        var watcher = new Watcher(port);
        watcher._asking.Add(watcher.Repeat(TimeSpan.FromSeconds(3), "api/tree"));
        return watcher;
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_asking);
        _http.Dispose();
        _enough.Dispose();
    }

    private async Task Repeat(TimeSpan rest, params string[] paths)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var watch = Stopwatch.StartNew();
                foreach (var path in paths)
                {
                    await using var answer = await _http.GetStreamAsync(new Uri(path, UriKind.Relative), _enough.Token);
                    for (int read; (read = await answer.ReadAsync(buffer, _enough.Token)) > 0;)
                        Interlocked.Add(ref _octets, read);
                }

                // The page rests the longer the longer the answers took.
                var longer = 30 * watch.Elapsed;
                await Task.Delay(longer < rest ? rest : longer > Longest ? Longest : longer, _enough.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Seen enough.
        }
    }
}
