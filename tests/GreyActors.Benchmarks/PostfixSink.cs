using System.Diagnostics;

namespace GreyActors.Benchmarks;

/// <summary>Postfix's smtp-sink: a sink that reads mail data as a mail server does, octet by octet.</summary>
internal sealed class PostfixSink : IDisposable
{
    private readonly Process _process;

    public PostfixSink()
    {
        var start = new ProcessStartInfo("smtp-sink", [.. Environment.UserName == "root" ? (string[])["-u", "nobody"] : [], $"127.0.0.1:{Port}", "1000"]);
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";
        _process = Process.Start(start)!;
        while (!IsReady())
            Thread.Sleep(20);
    }

    public int Port { get; } = FreePort.Next();

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private bool IsReady() => _process.HasExited
        ? throw new InvalidOperationException("smtp-sink has ended; what it said stands above.")
        : SmtpPeer.IsGreetedAt(Port);
}
