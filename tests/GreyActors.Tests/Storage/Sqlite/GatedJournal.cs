using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Persistence;
using GreyActors.Storage.Sqlite;

namespace GreyActors.Tests.Storage.Sqlite;

/// <summary>The real journal after a gate that a test can close or break.</summary>
public sealed class GatedJournal : StoreJournal
{
    private readonly JournalGate _gate = Context.System.Settings.Setup.Get<JournalGate>().Value;

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        _gate.RefusesReads
            ? Task.FromException<long>(new IOException("The test lets nobody read."))
            : base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken);

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToImmutableArray();
        var opened = _gate.Arrive();
        if (opened.IsCompleted)
            return Store(writes, cancellationToken);

        // A held write continues as a message: only the journal's own actor may touch the journal.
        var stored = new TaskCompletionSource<Task<IImmutableList<Exception>>>();
        opened.PipeTo(Self, success: () => new Admitted(() => stored.SetResult(Store(writes, cancellationToken))));
        return stored.Task.Unwrap();
    }

    protected override bool ReceivePluginInternal(object message)
    {
        if (message is not Admitted admitted)
            return base.ReceivePluginInternal(message);
        admitted.Store();
        return true;
    }

    private Task<IImmutableList<Exception>> Store(ImmutableArray<AtomicWrite> writes, CancellationToken cancellationToken) => _gate switch
    {
        { Failure: { } failure } => Task.FromException<IImmutableList<Exception>>(failure),
        { Rejection: { } rejection } => Task.FromResult<IImmutableList<Exception>>([.. writes.Select(_ => rejection)]),
        _ => base.WriteMessagesAsync(writes, cancellationToken),
    };

    private sealed record Admitted(Action Store);
}

/// <summary>Decides whether writes succeed, wait, fail or are rejected.</summary>
public sealed class JournalGate : Setup
{
    private volatile TaskCompletionSource _opened = new();
    private int _writes;

    public JournalGate() => Open();

    /// <summary>The number of writes that have arrived.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public bool RefusesReads { get; set; }

    public Exception? Failure { get; private set; }

    public Exception? Rejection { get; private set; }

    /// <summary>Lets writes wait.</summary>
    public void Close() => _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets all writes succeed, including those that wait.</summary>
    public void Open() => Open(null, null);

    /// <summary>Lets all writes fail, including those that wait.</summary>
    public void Break() => Open(new IOException("The test broke the journal."), null);

    /// <summary>Rejects all writes, including those that wait.</summary>
    public void Refuse() => Open(null, new InvalidOperationException("The test refuses the event."));

    internal Task Arrive()
    {
        Interlocked.Increment(ref _writes);
        return _opened.Task;
    }

    private void Open(Exception? failure, Exception? rejection)
    {
        (Failure, Rejection) = (failure, rejection);
        _opened.TrySetResult();
    }
}
