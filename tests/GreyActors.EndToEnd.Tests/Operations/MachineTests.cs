using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>Machines without common features.</summary>
public sealed class MachineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("machine");
    private readonly RecordingMailServer _recorder = new();

    [Fact]
    public async Task Without_IPv6_in_the_kernel_the_other_addresses_are_served_and_the_missing_one_is_named()
    {
        await using var program = await GreyActorsProcess.Start(Configuration().WithoutIpv6(_folder) with
        {
            MoreListeners = [$$"""{ address = "::", port = {{FreePort.Next()}} }"""],
        });

        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);
        await client.Say("QUIT", "221");
        await program.Says("Cannot listen on [::]:");
        Assert.Empty(await program.NotReady());
        using var introspection = new Introspection(program);
        Assert.Contains("[::]:", await introspection.Text("/readyz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_usable_address_the_program_ends_with_69_and_names_it()
    {
        await using var program = GreyActorsProcess.Launched(Configuration().WithoutIpv6(_folder));
        await program.Kill9();

        Assert.Equal(69, await program.RestartAndFail($$"""grey-actors.listen=[{ address = "::", port = {{FreePort.Next()}} }]"""));

        Assert.Contains("Cannot listen on [::]:", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_without_HOME_is_served()
    {
        await using var program = await GreyActorsProcess.Start(Configuration().WithoutHome(_folder));

        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        Assert.Equal(250, (await client.Deliver("a@example.net", "through@example.test", "x\r\n")).Code);
        Assert.Empty(await program.NotReady());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _recorder.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    private GreyActorsConfiguration Configuration() => GreyActorsConfiguration.RelayingTo(_recorder.Port);
}
