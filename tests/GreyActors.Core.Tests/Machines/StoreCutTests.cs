using GreyActors.Core.Machines;
using Xunit;

namespace GreyActors.Core.Tests.Machines;

public sealed class StoreCutTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(9.9);
    private static readonly StoreReport Working = new("192.0.2.2:7948", TimeSpan.FromSeconds(1), Long);

    [Fact]
    public void A_machine_leaves_if_the_database_works_for_another_one_only() => Assert.Equal(Working, StoreCut.WorksFor(Long, [Working with { Working = null }, Working]));

    [Fact]
    public void A_machine_whose_database_works_stays() => Assert.Null(StoreCut.WorksFor(null, [Working]));

    [Fact]
    public void A_machine_waits_before_it_leaves() => Assert.Null(StoreCut.WorksFor(Short, [Working]));

    [Fact]
    public void All_machines_stay_if_the_database_works_for_none() => Assert.Null(StoreCut.WorksFor(Long, [Working with { Working = null }]));

    [Fact]
    public void A_machine_that_is_alone_stays() => Assert.Null(StoreCut.WorksFor(Long, []));

    [Fact]
    public void An_old_report_does_not_count() => Assert.Null(StoreCut.WorksFor(Long, [Working with { Age = TimeSpan.FromSeconds(6.1) }]));

    [Fact]
    public void The_first_machine_for_which_the_database_works_again_does_not_make_the_others_leave() =>
        Assert.Null(StoreCut.WorksFor(Long, [Working with { Working = Short }]));
}
