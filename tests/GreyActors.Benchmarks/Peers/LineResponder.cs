using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GreyActors.Benchmarks.Peers;

/// <summary>The floor in .NET: sockets and a reply to each line, deferring every recipient. No parser, no greylist, no log.</summary>
internal static class LineResponder
{
    private static readonly byte[] Banner = "220 floor ESMTP\r\n"u8.ToArray();
    private static readonly byte[] Ok = "250 ok\r\n"u8.ToArray();
    private static readonly byte[] Deferred = "451 4.7.1 Please try again later\r\n"u8.ToArray();
    private static readonly byte[] Bye = "221 bye\r\n"u8.ToArray();

    /// <summary>Serves until the process ends.</summary>
    public static async Task Serve(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        while (true)
            _ = Serve(await listener.AcceptAsync());
    }

    private static async Task Serve(Socket client)
    {
        using (client)
        {
            client.NoDelay = true;
            var buffer = new byte[1024];
            try
            {
                await client.SendAsync(Banner);
                for (int length = 0, read; (read = await client.ReceiveAsync(buffer.AsMemory(length))) > 0;)
                {
                    length += read;
                    if (buffer[length - 1] != '\n')
                        continue;
                    var verb = buffer[0];
                    length = 0;
                    await client.SendAsync(verb switch { (byte)'R' => Deferred, (byte)'Q' => Bye, _ => Ok });
                    if (verb == 'Q')
                        return;
                }
            }
            catch (SocketException)
            {
                // The client has closed the connection.
            }
        }
    }
}

/// <summary>The floor as a process of its own.</summary>
internal sealed class LineResponderPeer : Peer
{
    public LineResponderPeer(string folder)
        : base("line responder", folder)
    {
        Processes.Start(
            Folder, Path.Combine(Folder, "output"), "dotnet", typeof(LineResponder).Assembly.Location, "responder", Port.ToString(CultureInfo.InvariantCulture));
        AwaitListening(Port);
    }

    public override bool IsGreylisting => false;
}
