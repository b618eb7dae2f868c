namespace GreyActors.Net;

/// <summary>What came of a handshake, for logs and for introspection.</summary>
/// <param name="Protocol"><c>TLSv1.2</c> or <c>TLSv1.3</c>.</param>
/// <param name="Cipher">The cipher suite's name as IANA registered it.</param>
/// <param name="Name">In the server's role the host name that the client asked for (SNI), in the client's role the subject of the
/// server's certificate; empty when there is none.</param>
public sealed record TlsFacts(string Protocol, string Cipher, string Name)
{
    /// <summary><c>TLSv1.3 with TLS_AES_256_GCM_SHA384</c>.</summary>
    public override string ToString() => $"{Protocol} with {Cipher}";
}
