using System.Buffers;
using System.Net.Security;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>The SslStream of one connection. Each operation results in a <see cref="TlsProgress"/>.</summary>
internal sealed class TlsStream : IAsyncDisposable
{
    // The maximum size of a TLS record (RFC 8446 5.1).
    private const int MaxRecord = 16 * 1024;

    private readonly TlsSide _side;
    private readonly SslStream _ssl;
    private Task<TlsProgress> _reading = Task.FromResult<TlsProgress>(TlsProgress.Ended.Instance);
    private Task<TlsProgress> _writing = Task.FromResult<TlsProgress>(TlsProgress.Ended.Instance);

    public TlsStream(CipherStream wire, TlsSide side)
    {
        Wire = wire;
        _side = side;
        _ssl = new SslStream(wire);
    }

    /// <summary>The stream of encrypted bytes below.</summary>
    public CipherStream Wire { get; }

    public Task<TlsProgress> Shake() => _writing = Agree();

    public Task<TlsProgress> Read() => _reading = Decrypt();

    public Task<TlsProgress> Write(ByteString bytes) => _writing = Encrypt(bytes);

    /// <summary>Sends close_notify (RFC 8446 6.1).</summary>
    public Task<TlsProgress> SayEnd() => _writing = Finish();

    /// <summary>Disposes of everything after the operations in progress.</summary>
    public async ValueTask DisposeAsync()
    {
        Wire.End();
        await ((Task)_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)_writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ssl.DisposeAsync();
    }

    private async Task<TlsProgress> Agree()
    {
        await _side.Authenticate(_ssl);
        var protocol = _ssl.SslProtocol.ToString().Replace("Tls1", "TLSv1.", StringComparison.Ordinal);
        return new TlsProgress.Agreed(new TlsFacts(protocol, _ssl.NegotiatedCipherSuite.ToString(), _side.NameOf(_ssl)));
    }

    private async Task<TlsProgress> Decrypt()
    {
        // Waits without a buffer: most sessions wait most of the time.
        _ = await _ssl.ReadAsync(Memory<byte>.Empty);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxRecord);
        try
        {
            var read = await _ssl.ReadAsync(buffer.AsMemory(0, MaxRecord));
            return new TlsProgress.Decrypted(ByteString.CopyFrom(buffer, 0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<TlsProgress> Encrypt(ByteString bytes)
    {
        await _ssl.WriteAsync(bytes.ToArray());
        return TlsProgress.Encrypted.Instance;
    }

    // SslStream synchronises reads and writes, but not its shutdown: during a read that decrypts, OpenSSL refuses it ("shutdown while in init", seen
    // when the peer's session tickets arrive together with our QUIT). So the read ends first.
    private async Task<TlsProgress> Finish()
    {
        Wire.EndReading();
        await ((Task)_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ssl.ShutdownAsync();
        return TlsProgress.Ended.Instance;
    }
}
