namespace GreyActors.Net;

/// <summary>The result of a handshake, for logs and introspection.</summary>
/// <param name="Protocol"><c>TLSv1.2</c> or <c>TLSv1.3</c>.</param>
/// <param name="Cipher">The IANA name of the cipher suite.</param>
/// <param name="Name">As the server: the host name that the client requested (SNI). As the client: the subject of the
/// server's certificate. Empty if there is none.</param>
public sealed record TlsFacts(string Protocol, string Cipher, string Name)
{
    /// <summary><c>TLSv1.3 with TLS_AES_256_GCM_SHA384</c>.</summary>
    public override string ToString() => $"{Protocol} with {Cipher}";
}
