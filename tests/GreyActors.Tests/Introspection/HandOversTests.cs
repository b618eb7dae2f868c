using GreyActors.Introspection;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class HandOversTests
{
    private const string A = "10.0.0.1:7948";
    private const string B = "10.0.0.2:7948";

    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly HandOvers _moves = new();

    [Fact]
    public void The_first_place_of_a_partition_is_no_move()
    {
        Assert.Empty(_moves.Note("greylist", [A, B], At));
        Assert.Equal(0, _moves.Total);
    }

    [Fact]
    public void A_partition_on_another_machine_has_moved()
    {
        _moves.Note("greylist", [A, B], At);

        var move = Assert.Single(_moves.Note("greylist", [A, A], At));

        Assert.Equal(new ShownHandOver(At, "greylist", 1, B, A), move);
        Assert.Equal((1, move), (_moves.Total, Assert.Single(_moves.Latest)));
        Assert.Empty(_moves.Note("greylist", [A, A], At));
    }

    [Fact]
    public void A_partition_without_a_place_in_between_moves_once()
    {
        _moves.Note("greylist", [A], At);
        Assert.Empty(_moves.Note("greylist", [""], At));
        Assert.Single(_moves.Note("greylist", [B], At));
    }

    [Fact]
    public void Partitions_of_two_states_with_one_number_are_different()
    {
        _moves.Note("greylist", [A], At);
        Assert.Empty(_moves.Note("traps", [B], At));
    }

    [Fact]
    public void The_newest_move_is_first_and_the_oldest_are_forgotten()
    {
        for (var time = 0; time <= HandOvers.Most + 1; time++)
            _moves.Note("greylist", [time % 2 == 0 ? A : B], At.AddSeconds(time));

        Assert.Equal(HandOvers.Most + 1, _moves.Total);
        Assert.Equal(HandOvers.Most, _moves.Latest.Length);
        Assert.Equal(At.AddSeconds(HandOvers.Most + 1), _moves.Latest[0].At);
    }
}
