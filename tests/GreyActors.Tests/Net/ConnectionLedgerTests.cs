using System.Net;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class ConnectionLedgerTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Stranger = IPAddress.Parse("198.51.100.1");
    private static readonly TimeSpan Start = TimeSpan.FromDays(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void The_connection_limit_admits_one_more_client_when_one_has_left()
    {
        var ledger = Ledger(atOnce: 2);
        Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start));
        Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start));
        Assert.Equal(Admission.TooManyAtOnce, ledger.Admit(Client, Start));
        Assert.Equal(Admission.TooManyAtOnce, ledger.Admit(Client, Start + (10 * Minute)));
        ledger.Leave(Client, Start + (10 * Minute));
        Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start + (10 * Minute)));
        Assert.Equal(Admission.TooManyAtOnce, ledger.Admit(Client, Start + (10 * Minute)));
    }

    [Fact]
    public void The_limits_of_one_network_do_not_affect_another()
    {
        var ledger = Ledger(atOnce: 1, perMinute: 1);
        Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start));
        Assert.NotEqual(Admission.Admitted, ledger.Admit(Client, Start));
        Assert.Equal(Admission.Admitted, ledger.Admit(Stranger, Start));
        ledger.Leave(Stranger, Start);
        Assert.Equal(Admission.TooManyAtOnce, ledger.Admit(Client, Start));
    }

    [Theory]
    [InlineData(-1, Admission.TooManyPerMinute)]
    [InlineData(0, Admission.Admitted)]
    [InlineData(1, Admission.Admitted)]
    public void The_rate_limit_counts_the_minute_after_the_first_connection(int ticks, Admission admission)
    {
        var ledger = Ledger(perMinute: 2);
        Assert.Equal(Admission.Admitted, Visit(ledger, Start));
        Assert.Equal(Admission.Admitted, Visit(ledger, Start + (Minute / 2)));
        Assert.Equal(Admission.TooManyPerMinute, Visit(ledger, Start + (Minute / 2)));
        Assert.Equal(admission, Visit(ledger, Start + Minute + (ticks * Tick)));
    }

    [Fact]
    public void A_client_that_was_turned_away_is_not_counted()
    {
        var ledger = Ledger(atOnce: 1, perMinute: 2);
        Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start));
        for (var i = 0; i < 5; i++)
            Assert.Equal(Admission.TooManyAtOnce, ledger.Admit(Client, Start));
        ledger.Leave(Client, Start);
        Assert.Equal(Admission.Admitted, Visit(ledger, Start));
        for (var i = 0; i < 5; i++)
            Assert.Equal(Admission.TooManyPerMinute, Visit(ledger, Start));
        Assert.Equal(Admission.Admitted, Visit(ledger, Start + Minute));
    }

    [Fact]
    public void An_open_connection_does_not_restart_the_minute()
    {
        var ledger = Ledger(perMinute: 2);
        Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start));
        Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start));
        ledger.Leave(Client, Start + Tick);
        ledger.Leave(Client, Start + Minute - Tick);
        Assert.Equal(Admission.TooManyPerMinute, ledger.Admit(Client, Start + Minute - Tick));
    }

    [Fact]
    public void A_ledger_without_limits_admits_all_clients_and_remembers_none()
    {
        var ledger = Ledger();
        for (var i = 0; i < 1000; i++)
            Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start));
        Assert.Equal(0, ledger.Networks);
        ledger.Leave(Client, Start);
        Assert.Equal(0, ledger.Networks);
    }

    [Theory]
    [InlineData(24, 64, "192.0.2.1", "192.0.2.254", true)]
    [InlineData(24, 64, "192.0.2.1", "192.0.3.1", false)]
    [InlineData(32, 64, "192.0.2.1", "192.0.2.2", false)]
    [InlineData(23, 64, "192.0.2.1", "192.0.3.1", true)]
    [InlineData(23, 64, "192.0.1.1", "192.0.2.1", false)]
    [InlineData(1, 64, "1.0.0.1", "127.0.0.1", true)]
    [InlineData(1, 64, "127.0.0.1", "128.0.0.1", false)]
    [InlineData(24, 64, "192.0.2.1", "::ffff:192.0.2.77", true)]
    [InlineData(32, 64, "192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData(24, 64, "::ffff:192.0.2.1", "::ffff:192.0.3.1", false)]
    [InlineData(24, 64, "2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true)]
    [InlineData(24, 64, "2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData(24, 63, "2001:db8:0:2::1", "2001:db8:0:3::1", true)]
    [InlineData(24, 128, "2001:db8::1", "2001:db8::2", false)]
    [InlineData(24, 128, "fe80::1%1", "fe80::1%2", true)]
    public void A_client_counts_for_its_network(int ipv4Prefix, int ipv6Prefix, string one, string other, bool same)
    {
        var ledger = new ConnectionLedger(new ClientLimits(1, 0, ipv4Prefix, ipv6Prefix));
        Assert.Equal(Admission.Admitted, ledger.Admit(IPAddress.Parse(one), Start));
        Assert.Equal(same ? Admission.TooManyAtOnce : Admission.Admitted, ledger.Admit(IPAddress.Parse(other), Start));
        Assert.Equal(same ? 1 : 2, ledger.Networks);
        ledger.Leave(IPAddress.Parse(other), Start);
        Assert.Equal(same ? 0 : 1, ledger.Networks);
    }

    [Fact]
    public void A_network_without_a_rate_limit_is_forgotten_with_its_last_connection()
    {
        var ledger = Ledger(atOnce: 5);
        ledger.Admit(Client, Start);
        ledger.Admit(Client, Start);
        ledger.Leave(Client, Start);
        Assert.Equal(1, ledger.Networks);
        ledger.Leave(Client, Start);
        Assert.Equal(0, ledger.Networks);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    public void A_network_with_a_rate_limit_is_remembered_for_its_minute(int ticks, int remembered)
    {
        var later = Start + Minute + (ticks * Tick);
        var stayed = Ledger(perMinute: 5);
        stayed.Admit(Client, Start);
        stayed.Leave(Client, later);
        Assert.Equal(remembered, stayed.Networks);

        var left = Ledger(perMinute: 5);
        left.Admit(Client, Start);
        left.Leave(Client, Start);
        left.Forget(later);
        Assert.Equal(remembered, left.Networks);
    }

    [Fact]
    public void A_connected_network_is_never_forgotten()
    {
        var ledger = Ledger(atOnce: 1, perMinute: 1);
        ledger.Admit(Client, Start);
        ledger.Forget(Start + (100 * Minute));
        Assert.Equal(1, ledger.Networks);
        Assert.Equal(Admission.TooManyAtOnce, ledger.Admit(Client, Start + (100 * Minute)));
    }

    [Fact]
    public void The_end_of_an_uncounted_connection_changes_nothing()
    {
        var ledger = Ledger(atOnce: 1);
        ledger.Leave(Client, Start);
        Assert.Equal(0, ledger.Networks);
        Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start));
        Assert.Equal(Admission.TooManyAtOnce, ledger.Admit(Client, Start));
    }

    [Fact]
    public void A_full_ledger_admits_new_networks_and_forgets_those_without_a_connection()
    {
        var ledger = Ledger(atOnce: 1, perMinute: 1);
        Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start));
        for (var i = 1; i < ConnectionLedger.MaxNetworks; i++)
            Assert.Equal(Admission.Admitted, Visit(ledger, Start, Numbered(i)));
        Assert.Equal(ConnectionLedger.MaxNetworks, ledger.Networks);

        // A network that is already in the ledger needs no more room.
        Assert.Equal(Admission.TooManyPerMinute, Visit(ledger, Start, Numbered(1)));
        Assert.Equal(ConnectionLedger.MaxNetworks, ledger.Networks);

        Assert.Equal(Admission.Admitted, ledger.Admit(Stranger, Start));
        Assert.Equal(2, ledger.Networks);
        Assert.Equal(Admission.TooManyAtOnce, ledger.Admit(Client, Start));
        Assert.Equal(Admission.Admitted, Visit(ledger, Start, Numbered(1)));
    }

    [Fact]
    public void New_limits_count_the_connected_clients_and_the_connections_of_the_current_minute()
    {
        var ledger = Ledger(perMinute: 5);
        Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start));
        Assert.Equal(Admission.Admitted, ledger.Admit(Client, Start));
        Assert.Equal(Admission.Admitted, Visit(ledger, Start));

        var stricter = ledger.Under(new ClientLimits(2, 3, 24, 64), [Client, Client]);
        Assert.Equal(Admission.TooManyAtOnce, stricter.Admit(Client, Start));
        stricter.Leave(Client, Start);
        Assert.Equal(Admission.TooManyPerMinute, stricter.Admit(Client, Start));

        var single = stricter.Under(new ClientLimits(2, 0, 32, 64), [Client]);
        Assert.Equal(Admission.Admitted, single.Admit(Client, Start));
        Assert.Equal(Admission.TooManyAtOnce, single.Admit(Client, Start));
    }

    private static ConnectionLedger Ledger(int atOnce = 0, int perMinute = 0) => new(new ClientLimits(atOnce, perMinute, 24, 64));

    private static Admission Visit(ConnectionLedger ledger, TimeSpan now, IPAddress? client = null)
    {
        var admission = ledger.Admit(client ?? Client, now);
        if (admission == Admission.Admitted)
            ledger.Leave(client ?? Client, now);
        return admission;
    }

    private static IPAddress Numbered(int network) => new([10, (byte)(network >> 16), (byte)(network >> 8), (byte)network, .. new byte[12]]);
}
