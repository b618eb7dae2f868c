using System.Collections.Immutable;
using System.Threading.Channels;
using GreyActors.Cluster.Machines;
using GreyActors.Core.Machines;

namespace GreyActors.Tests.Cluster.Machines;

/// <summary>The database of the machines, whose answers a test gives.</summary>
internal sealed class ScriptedMachineStore : IMachineStore
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Channel<TaskCompletionSource<FormingAnswer>> _questions = Channel.CreateUnbounded<TaskCompletionSource<FormingAnswer>>();
    private readonly Channel<bool> _beats = Channel.CreateUnbounded<bool>();
    private TaskCompletionSource<FormingAnswer>? _question;

    /// <summary>The last decision.</summary>
    public StoredGeneration Stored { get; set; } = new(0, []);

    /// <summary>Whether the last beat recorded that the machine is up.</summary>
    public bool LastWasUp { get; private set; }

    /// <summary>Waits for a question whether the machine may form a cluster.</summary>
    public async Task IsAsked()
    {
        using var limit = new CancellationTokenSource(Limit);
        _question = await _questions.Reader.ReadAsync(limit.Token);
    }

    /// <summary>Answers the question.</summary>
    public void Answer(FormingAnswer permission)
    {
        if (permission.Generation is { } generation)
            Stored = new StoredGeneration(generation, []);
        _question!.SetResult(permission);
    }

    /// <summary>The question fails.</summary>
    public void Fail() => _question!.SetException(new IOException("the database is away"));

    /// <summary>Waits for beats after this moment.</summary>
    public async Task HasBeaten(int times)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (_beats.Reader.TryRead(out _))
        {
        }

        for (var i = 0; i < times; i++)
            await _beats.Reader.ReadAsync(limit.Token);
    }

    public Task<StoredGeneration> Beat(MachineId machine, bool isUp)
    {
        LastWasUp = isUp;
        _beats.Writer.TryWrite(isUp);
        return Task.FromResult(Stored);
    }

    public Task<long?> Decide(MachineId machine, long expected, ImmutableArray<MachineId> survivors) => Task.FromResult<long?>(null);

    public Task<FormingAnswer> AskToForm(MachineId machine)
    {
        var question = new TaskCompletionSource<FormingAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions.Writer.TryWrite(question);
        return question.Task;
    }

    public Task Forget(MachineId machine) => Task.CompletedTask;
}
