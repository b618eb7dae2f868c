using Xunit;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>Honest mail servers that retry from another network pass at the first retry, because the DNS proves that they belong together.</summary>
[Collection(SharedIdentityLab.Name)]
public sealed class PoolTests(IdentityLab lab)
{
    private const string NoName = "unknown.helo.test";

    [Fact]
    public async Task A_pool_with_confirmed_reverse_names_passes_at_its_first_retry_from_another_network()
    {
        var to = IdentityLab.NewRecipient();
        await lab.FirstAttempt("192.0.2.7", NoName, "ann@sender.test", to);

        Assert.Equal("host:pool.example", await lab.RetryThatPasses("203.0.113.9", NoName, "ann@sender.test", to));
    }

    [Fact]
    public async Task A_pool_that_only_its_SPF_record_proves_passes_at_its_first_retry()
    {
        var to = IdentityLab.NewRecipient();
        await lab.FirstAttempt("192.0.2.20", NoName, "ann@spf.example", to);

        Assert.Equal("spf:spf.example", await lab.RetryThatPasses("203.0.113.20", NoName, "ann@spf.example", to));
    }

    [Fact]
    public async Task A_dual_stack_server_that_only_its_HELO_name_proves_passes_at_its_first_retry_over_IPv4()
    {
        var to = IdentityLab.NewRecipient();
        await lab.FirstAttempt("2001:db8::7", "out.dual.example", "ann@sender.test", to);

        Assert.Equal("host:dual.example", await lab.RetryThatPasses("192.0.2.30", "out.dual.example", "ann@sender.test", to));
    }

    [Fact]
    public async Task A_pool_that_uses_another_VERP_token_at_its_retry_passes()
    {
        var to = IdentityLab.NewRecipient();
        var recipient = to.Replace('@', '=');
        await lab.FirstAttempt("192.0.2.7", NoName, $"bounces+45329440-6cd3-{recipient}@news.test", to);

        Assert.Equal("host:pool.example", await lab.RetryThatPasses("203.0.113.9", NoName, $"bounces+45329441-7ae0-{recipient}@news.test", to));
    }

    [Fact]
    public async Task The_null_reverse_path_is_proven_by_the_SPF_record_of_the_HELO_name()
    {
        var to = IdentityLab.NewRecipient();
        await lab.FirstAttempt("192.0.2.70", "bounces.helo.example", "", to);

        Assert.Equal("spf:bounces.helo.example", await lab.RetryThatPasses("203.0.113.70", "bounces.helo.example", "", to));
    }

    [Fact]
    public async Task A_pool_passes_at_its_first_retry_after_a_restart_of_the_program()
    {
        var to = IdentityLab.NewRecipient();
        await lab.FirstAttempt("192.0.2.80", NoName, "ann@sender.test", to);
        lab.Program.Signal("TERM");
        await lab.Program.ExitCode();
        await lab.Program.Restart();

        Assert.Equal("host:restart.example", await lab.RetryThatPasses("203.0.113.80", NoName, "ann@sender.test", to));
    }
}
