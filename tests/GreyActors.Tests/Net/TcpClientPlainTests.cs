namespace GreyActors.Tests.Net;

public sealed class TcpClientPlainTests : TcpClientTests;
