using System.Diagnostics;
using System.Text.Json;
using Akka.Actor;
using GreyActors.Cli;
using GreyActors.Configuration;
using GreyActors.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GreyActors.Tests.Hosting;

/// <summary>The whole program in this process, on its own ports, with a backend that does not answer.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("greyactors-host-");
    private readonly TaskCompletionSource<int> _gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _app = null!;

    private RunningHost()
    {
    }

    public ActorSystem System => _app.Services.GetRequiredService<ActorSystem>();

    /// <summary>The exit code with which the program gives up.</summary>
    public Task<int> GaveUp => _gaveUp.Task;

    /// <summary>The folder with its files.</summary>
    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <param name="before">Gets the path of the store, which has two partitions, before anything opens it.</param>
    public static async Task<RunningHost> Start(Action<string>? before = null)
    {
        var host = new RunningHost();
        before?.Invoke(host["greylist.db"]);
        var file = host["greyactors.conf"];
        await File.WriteAllTextAsync(file, $$"""
            grey-actors {
              listen = [{ address = "127.0.0.1", port = 0 }]
              servername = "mx.example.test"
              shutdown-timeout = 0s
              allowed-domains = ["example.test"]
              relay.to = ["127.0.0.1:9"]
              store { path = {{JsonSerializer.Serialize(host["greylist.db"])}}, partitions = 2 }
              log { greylist = {{JsonSerializer.Serialize(host["greylist.log"])}}, level = error }
              introspection { port = 0, token-file = {{JsonSerializer.Serialize(host["introspection.token"])}} }
            }

            """);
        host._app = GreyActorsHost.Build(ProgramOptions.ValidOrThrow(ConfigurationLoader.Load(file, [])), TimeProvider.System, code => host._gaveUp.TrySetResult(code));
        await host._app.StartAsync();
        await host.Find("/user/greylist-server/greylist/partition-00");
        await host.Find("/user/greylist-server/listener-0");
        return host;
    }

    /// <summary>Waits until there is an actor at a path that is not the given one.</summary>
    public async Task<IActorRef> Find(string path, IActorRef? not = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var found = await System.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(1));
                if (!found.Equals(not))
                    return found;
            }
            catch (ActorNotFoundException)
            {
                // Not yet.
            }

            Assert.True(watch.Elapsed < Patience, $"There is no (other) actor at {path}.");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        await Delete(_folder);
    }

    // A service that gives up stops on a thread of its own, and may create or close its last file meanwhile.
    private static async Task Delete(DirectoryInfo folder)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (watch.Elapsed < Patience)
            {
                await Task.Delay(10);
            }
        }
    }
}
