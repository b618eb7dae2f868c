using System.Security.Cryptography.X509Certificates;
using GreyActors.Configuration;
using Xunit;

namespace GreyActors.Tests.Cluster.Machines;

public sealed class MachineTrustTests : IDisposable
{
    private const string Server = "1.3.6.1.5.5.7.3.1";
    private const string Client = "1.3.6.1.5.5.7.3.2";

    private readonly MachineCertificates _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_certificate_of_the_authority_is_accepted() => Assert.Null(WhyNot(_cluster.Sign()));

    [Fact]
    public void A_certificate_for_both_directions_is_accepted() => Assert.Null(WhyNot(_cluster.Sign(usages: [Server, Client])));

    [Fact]
    public void A_certificate_of_another_authority_is_refused()
    {
        using var other = new MachineCertificates();
        Assert.NotNull(WhyNot(other.Sign()));
    }

    [Fact]
    public void A_certificate_of_another_authority_that_is_sent_along_is_refused()
    {
        using var other = new MachineCertificates();
        Assert.NotNull(new MachineTrust(_cluster.Roots).WhyNot(other.Sign(), other.Roots));
    }

    [Fact]
    public void A_certificate_that_has_expired_is_refused() => Assert.Contains("expired", WhyNot(_cluster.Sign(until: DateTimeOffset.UtcNow.AddDays(-1))), StringComparison.Ordinal);

    [Fact]
    public void The_certificate_of_an_authority_is_not_one_of_a_machine() => Assert.Contains("authority", WhyNot(_cluster.Sign(isAuthority: true)), StringComparison.Ordinal);

    [Theory]
    [InlineData(Server)]
    [InlineData(Client)]
    public void A_certificate_for_one_direction_only_is_refused(string usage) => Assert.Contains("needs both", WhyNot(_cluster.Sign(usages: usage)), StringComparison.Ordinal);

    private string? WhyNot(X509Certificate2 certificate) => new MachineTrust(_cluster.Roots).WhyNot(certificate, []);
}
