using System.Collections.Immutable;
using GreyActors.Components;
using GreyActors.Greylisting;

namespace GreyActors.Migration;

/// <summary>Copies the greylist, the known clients and the trapped clients from one store into an empty one, while no service uses either.</summary>
/// <remarks>
/// Part by part: a part is a partition of one state, and the target stores it in one step. A copy that was interrupted has marked the target, so that no
/// service uses it; the next copy skips the parts that are already equal. The source is not changed.
/// </remarks>
internal sealed class StoreCopy
{
    private readonly IGreylistStorage _source;
    private readonly IGreylistStorage _target;
    private readonly ImmutableArray<Part> _parts;
    private readonly Action<long> _progress;

    private StoreCopy(IGreylistStorage source, IGreylistStorage target, Action<long> progress)
    {
        (_source, _target, _progress) = (source, target, progress);
        _parts =
        [
            .. Enumerable.Range(0, source.Partitions).Select(number => new Part(CopiedState.Triplets, store => store.Read(number), () => new StoredPartition(number))),
            .. Enumerable.Range(0, source.Partitions).Select(number => new Part(CopiedState.KnownClients, store => store.ReadKnown(number), () => new StoredKnownClients(number))),
            new Part(CopiedState.TrappedClients, store => store.ReadTraps(), () => new StoredTraps()),
        ];
    }

    /// <summary>The number of steps that <see cref="Run"/> reports: each part is copied, and then verified.</summary>
    public static int StepsOf(int partitions) => ((2 * partitions) + 1) * 2;

    /// <summary>Copies, and compares the result with the source.</summary>
    /// <param name="source">A prepared store.</param>
    /// <param name="target">A prepared store: empty, or the target of an interrupted copy, or equal to the source.</param>
    /// <param name="progress">Gets the number of finished steps.</param>
    /// <exception cref="StartRefusedException">The stores have different numbers of partitions, the source is incomplete, or the target has something else.</exception>
    /// <exception cref="System.Runtime.Serialization.SerializationException">A store is damaged.</exception>
    /// <exception cref="IOException">A store cannot be read or written, or the copy differs from the source; the target stays marked.</exception>
    public static async Task<StoreCopied> Run(IGreylistStorage source, IGreylistStorage target, Action<long> progress)
    {
        CompleteStore.Check(source);
        if (source.Partitions != target.Partitions)
        {
            throw new StartRefusedException(
                $"{source.Name} has {source.Partitions} partitions and {target.Name} has {target.Partitions}: store.partitions of both must be equal", ExitCode.Config);
        }

        var copy = new StoreCopy(source, target, progress);
        if (target.UnfinishedCopy is null && !copy.IsTargetEmpty())
            return copy.Verify(0, isAlreadyEqual: true);
        target.MarkCopy(source.Name);
        var written = await copy.Write();
        var copied = copy.Verify(written, isAlreadyEqual: false);
        target.MarkCopy(null);
        return copied;
    }

    private bool IsTargetEmpty() => _parts.All(part => part.Read(_target).SequenceNr == 0);

    private async Task<int> Write()
    {
        var written = 0;
        for (var i = 0; i < _parts.Length; i++)
        {
            written += await Write(_parts[i]) ? 1 : 0;
            _progress(i + 1);
        }

        if (_target.SenderFolding != _source.SenderFolding)
            await _target.Write([], _source.SenderFolding);
        return written;
    }

    private async Task<bool> Write(Part part)
    {
        var (from, to) = (part.Read(_source), part.Read(_target));
        if ((from.SequenceNr == 0 && to.SequenceNr == 0) || ContentOf(from) == ContentOf(to))
            return false;
        // A new state, because the source may have lost entries since an interrupted copy.
        var copy = part.Create();
        copy.SequenceNr = to.SequenceNr;
        copy.TakeOver(from.TakeSnapshot());
        await _target.Write([copy], _source.SenderFolding);
        return true;
    }

    // Reads both stores again: only what the target gives back has been copied.
    private StoreCopied Verify(int written, bool isAlreadyEqual)
    {
        var counts = _parts.Select(part => part.State).Distinct().ToDictionary(state => state, _ => 0L);
        for (var i = 0; i < _parts.Length; i++)
        {
            var part = _parts[i];
            var (from, to) = (ContentOf(part.Read(_source)), ContentOf(part.Read(_target)));
            if (from != to)
                throw isAlreadyEqual ? NotEmpty() : Differs(part, from, to);
            counts[part.State] += to.Entries;
            _progress(isAlreadyEqual ? (i + 1) * 2 : _parts.Length + i + 1);
        }

        return new StoreCopied(counts[CopiedState.Triplets], counts[CopiedState.KnownClients], counts[CopiedState.TrappedClients], _parts.Length, written);
    }

    private StartRefusedException NotEmpty() => new(
        $"The greylist store {_target.Name} is not empty, and differs from {_source.Name}: nothing was changed. Copy into an empty store", ExitCode.CannotCreate);

    private IOException Differs(Part part, StoredContent from, StoredContent to) => new(
        $"{part.Create().PersistenceId} in {_target.Name} differs from the source after the copy: {to.Entries} entries instead of {from.Entries}");

    private static StoredContent ContentOf(StoredState state) => StoredContent.Of(state.TakeSnapshot());

    private sealed record Part(CopiedState State, Func<IGreylistStorage, StoredState> Read, Func<StoredState> Create);

    private enum CopiedState
    {
        Triplets,
        KnownClients,
        TrappedClients,
    }
}

/// <summary>The result of <see cref="StoreCopy"/>: the target has exactly the entries of the source.</summary>
/// <param name="Triplets">The number of triplets.</param>
/// <param name="KnownClients">The number of known pairs and of expected replies.</param>
/// <param name="TrappedClients">The number of trapped clients.</param>
/// <param name="Parts">The number of all parts.</param>
/// <param name="Written">The parts that this copy has written; the others were equal before.</param>
internal sealed record StoreCopied(long Triplets, long KnownClients, long TrappedClients, int Parts, int Written);
