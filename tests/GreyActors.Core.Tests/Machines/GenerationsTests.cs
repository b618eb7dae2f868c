using GreyActors.Core.Machines;
using Xunit;

namespace GreyActors.Core.Tests.Machines;

public sealed class GenerationsTests
{
    private static readonly MachineId A = new("192.0.2.1:7948", 1);
    private static readonly MachineId B = new("192.0.2.2:7948", 2);

    private static readonly Generations AtFive = new(5, IsMember: true);

    [Fact]
    public void The_first_look_is_remembered_even_if_it_names_other_machines() =>
        Assert.Equal((AtFive, false), new Generations(null).See(Stored(5, B), A, isMember: true));

    [Fact]
    public void A_machine_that_a_new_generation_does_not_name_is_left_out() =>
        Assert.Equal((AtFive, true), AtFive.See(Stored(6, B), A, isMember: true));

    [Fact]
    public void A_machine_that_a_new_generation_names_follows_it() =>
        Assert.Equal((new Generations(6, IsMember: true), false), AtFive.See(Stored(6, A, B), A, isMember: true));

    [Fact]
    public void A_machine_that_joined_after_the_last_decision_stays_although_that_does_not_name_it() =>
        Assert.Equal((AtFive, false), AtFive.See(Stored(5, B), A, isMember: true));

    [Fact]
    public void A_decision_before_a_machine_is_in_the_cluster_does_not_leave_it_out() =>
        Assert.Equal((new Generations(6), false), new Generations(5).See(Stored(6, B), A, isMember: false));

    [Fact]
    public void A_decision_just_before_a_machine_came_into_the_cluster_does_not_leave_it_out() =>
        Assert.Equal((new Generations(6, IsMember: true), false), new Generations(5).See(Stored(6, B), A, isMember: true));

    [Fact]
    public void A_look_from_before_a_machine_came_into_the_cluster_changes_nothing() =>
        Assert.Equal((AtFive, false), AtFive.See(Stored(6, B), A, isMember: false));

    [Fact]
    public void The_earlier_process_of_the_same_machine_is_another_one() =>
        Assert.True(AtFive.See(Stored(6, A with { Number = 9 }), A, isMember: true).IsLeftOut);

    [Fact]
    public void A_machine_does_not_leave_itself_out() =>
        Assert.False(Generations.After(6).See(Stored(6, A), A, isMember: true).IsLeftOut);

    [Fact]
    public void A_look_from_before_a_decision_of_this_machine_changes_nothing() =>
        Assert.Equal((new Generations(6, IsMember: true), false), Generations.After(6).See(Stored(5, B), A, isMember: true));

    [Theory]
    [InlineData("192.0.2.1:7948", 1)]
    [InlineData("[2001:db8::1]:7948", -77)]
    public void The_text_of_a_process_is_read_back(string address, long number) =>
        Assert.Equal(new MachineId(address, number), MachineId.Parse(new MachineId(address, number).ToString()));

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2.1:7948")]
    [InlineData("#1")]
    [InlineData("192.0.2.1:7948#x")]
    public void Another_text_is_no_process(string text) => Assert.Null(MachineId.Parse(text));

    private static StoredGeneration Stored(long number, params MachineId[] survivors) => new(number, [.. survivors]);
}
