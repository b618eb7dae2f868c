using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Floods of a process with few resources: it survives, sends 421, and serves other clients afterwards.</summary>
public sealed class CapacityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("capacity");
    private readonly RecordingMailServer _recorder = new();
    private readonly int[] _ports = [FreePort.Next(), FreePort.Next()];

    [Theory]
    [InlineData(256)]
    [InlineData(300)]
    public async Task With_too_few_descriptors_the_program_does_not_start_and_reports_the_number_it_needs(int descriptors)
    {
        await using var program = GreyActorsProcess.Launched(Configuration().WithDescriptors(_folder, descriptors));

        Assert.Equal(71, await program.ExitCode());
        Assert.Contains($"the process may open {descriptors} file descriptors, but this configuration needs 3", program.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(512)]
    [InlineData(1_024)]
    [InlineData(65_536)]
    public async Task A_flood_of_every_listener_and_of_HTTP_leaves_the_program_alive_and_within_its_descriptors(int descriptors)
    {
        await using var program = await GreyActorsProcess.Start(Configuration().WithDescriptors(_folder, descriptors));
        Command.AsRoot("prlimit", "--pid", $"{Environment.ProcessId}", "--nofile=20000:20000");
        // Connections beyond the shares are closed; the others stay silent here.
        var size = Math.Min(descriptors, 2_000);
        using (var idle = await Idle(program.IntrospectionPort, size))
        {
            var crowds = await Task.WhenAll(_ports.Append(program.SmtpPort).Select(port => Crowd.Gather(port, size, 250, Crowd.FromManyNetworks)));
            Assert.True(program.IsRunning, program.Error);
            Assert.InRange(OpenFiles(program), 300, descriptors);
            Assert.InRange(crowds.Sum(crowd => crowd.Count(220)), 16, descriptors);
            foreach (var crowd in crowds)
                crowd.Dispose();
        }

        await ServesHonestClients(program);
    }

    [Fact]
    public async Task Without_free_descriptors_in_the_system_clients_are_refused_until_there_are_some()
    {
        await using var program = await GreyActorsProcess.Start(Configuration());
        await ServesHonestClients(program);
        Command.AsRoot("prlimit", "--pid", $"{program.Id}", $"--nofile={OpenFiles(program) + 30}:");

        using (var crowd = await Crowd.Gather(program.SmtpPort, 300, 50, Crowd.FromManyNetworks))
        {
            Assert.True(program.IsRunning, program.Error);
            Assert.InRange(crowd.Count(421), 100, 300);
        }

        Command.AsRoot("prlimit", "--pid", $"{program.Id}", "--nofile=4096:");
        await ServesHonestClients(program);
        Assert.Contains("get 421: the process has too few file descriptors", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_thousand_clients_do_not_exhaust_a_heap_of_48_megabytes()
    {
        await using var program = await GreyActorsProcess.Start(Configuration() with { Environment = ["DOTNET_GCHeapHardLimit=0x3000000"] });
        Crowd.MakeRoom(program);

        using (var crowd = await Crowd.Gather(program.SmtpPort, 4_000, 500, Crowd.FromManyNetworks))
        {
            Assert.True(program.IsRunning, program.Error);
            Assert.InRange(crowd.Count(220), 100, 1_000);
            Assert.InRange(crowd.Count(421), 100, 4_000);
        }

        await ServesHonestClients(program);
        Assert.Contains("The runtime may use 48 MB of memory: limits.max-connections is", program.Output, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _recorder.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    private GreyActorsConfiguration Configuration() => GreyActorsConfiguration.RelayingTo(_recorder.Port) with
    {
        MoreListeners = [.. _ports.Select(port => $"{{ address = \"127.0.0.1\", port = {port} }}")],
    };

    private static async Task ServesHonestClients(GreyActorsProcess program)
    {
        await Eventually.Holds("an honest client is served", async () =>
        {
            try
            {
                using var client = await SmtpClientSocket.Connect(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
                return (await client.ReplyOrEnd())?.Code == 220
                    && (await client.Say("EHLO client.example.org")).Code == 250
                    && (await client.Deliver("a@example.net", "through@example.test", "x\r\n")).Code == 250;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        await Eventually.Holds("the program is ready", async () => (await program.NotReady()).Count == 0);
    }

    private static int OpenFiles(GreyActorsProcess program) =>
        int.Parse(Command.AsRoot("sh", "-c", $"ls /proc/{program.Id}/fd | wc -l"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);

    // Silent connections, including those that are closed at once.
    private static async Task<IdleConnections> Idle(int port, int size)
    {
        var sockets = new List<Socket>();
        for (var i = 0; i < size; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
            }
            catch (SocketException cutOff) when (cutOff.SocketErrorCode == SocketError.ConnectionReset)
            {
                // More than the endpoint accepts.
            }
        }

        return new IdleConnections(sockets);
    }

    private sealed class IdleConnections(List<Socket> sockets) : IDisposable
    {
        public void Dispose() => sockets.ForEach(socket => socket.Dispose());
    }
}
