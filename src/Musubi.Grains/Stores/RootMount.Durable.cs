using System.Collections.Immutable;
using Musubi.Durable;
using Musubi.Grains.Durable;
using Musubi.Grains.Nodes;
using Musubi.Grains.Resume;

namespace Musubi.Grains.Stores;

// A root that is kept in a storage: what each turn made of it is written down before anybody hears of it.
internal sealed partial class RootMount
{
    private RootLog? _log;
    private List<NumberedAnswer>? _unsaved;
    private string? _savedBuild;
    private bool _renewing;

    /// <summary>Whether it is kept in a storage.</summary>
    public bool IsDurable => _log is not null;

    /// <summary>Whether there is something of it in the storage: a page that was only looked at is not written.</summary>
    public bool IsStored => _log is { Position.IsStored: true };

    /// <summary>Whether what is written next has to be all of it: the first that is stored, and the first of another build, since what that made of the state as it took it over is not
    /// among the changes.</summary>
    public bool NeedsSnapshot => _log is { } log && (!log.Position.IsStored || _savedBuild != _silo.Build.Id);

    /// <summary>The number of the client's command that is handled; 0 for none.</summary>
    public long Cid { get; set; }

    /// <summary>Writes it down from now on. Between two turns.</summary>
    /// <param name="definition">The root.</param>
    /// <param name="position">Where its log is.</param>
    /// <param name="epoch">The epoch to write under.</param>
    public void KeepIn(StoreDefinition definition, LogPosition position, long epoch) =>
        _log = new RootLog(_silo.Log!, _grain.Key, TimeSpan.FromHours(definition.Durable!.KeepForHours), HibernateAfter(definition.Durable), position, epoch, _silo.Time);

    /// <summary>Begins to note what changes, once the tree is there.</summary>
    public void BeginJournal(string? savedBuild)
    {
        _savedBuild = savedBuild;
        Tree.BeginJournal();
    }

    /// <summary>Writes down what a turn made of it. What changed nothing is not written.</summary>
    /// <exception cref="RootUnavailableException">It could not be written in time.</exception>
    public async ValueTask<AppendOutcome> SaveAsync(PatchEnvelope? patch, long number, object? answer)
    {
        _log!.Use();
        var change = Tree.TakeChange();
        if (change is null && patch is null or { IsEmpty: true })
        {
            return AppendOutcome.Accepted;
        }

        ImmutableArray<NumberedAnswer> answers = Cid != 0 && answer is CommandAnswer command ? [new NumberedAnswer(Cid, command with { Patch = null })] : [];
        Cid = 0;
        return await WriteAsync(NewRecord() with { Change = change, Patch = patch, Number = number, Answer = number == 0 ? null : answer, Answers = answers }, _log.Position.WantsSnapshot);
    }

    /// <summary>Notes that something is asked of it, so that it does not sleep soon.</summary>
    public void Use() => _log?.Use();

    /// <summary>Writes down what several commands made of it, whose answers are noted by now.</summary>
    /// <param name="batch">The commands.</param>
    /// <param name="beforeACrash">Whether the one after them crashed, so that the tree is not as they left it.</param>
    /// <exception cref="RootUnavailableException">It could not be written in time.</exception>
    public ValueTask<AppendOutcome> SaveAsync(CommandBatch batch, bool beforeACrash) => WriteAsync(
        NewRecord() with { Change = batch.Change, Patch = batch.LastPatch, Number = batch.Number, Answer = batch.Answer, Answers = [] },
        _log!.Position.WantsSnapshot && !beforeACrash);

    /// <summary>Writes down that another connection of its client has it now.</summary>
    /// <param name="changed">What that changed; null for nothing.</param>
    /// <exception cref="RootUnavailableException">It could not be written in time.</exception>
    public async ValueTask<AppendOutcome> SaveOwnerAsync(PatchEnvelope? changed)
    {
        _log!.Use();
        var change = Tree.TakeChange();
        if (!IsStored && change is null && changed is null)
        {
            return AppendOutcome.Accepted;
        }

        var isSnapshot = _log.Position.WantsSnapshot;
        var owner = new MountOwner(Id, _outbox?.Gateway, _window.TakesReceipts, _resumable!.Terms, _resumable.PreviousHash, _resumable.ConnectionKeys);
        var data = isSnapshot ? _silo.Codec.Write(CaptureKept()) : _silo.Codec.Write(NewRecord() with { Change = change, Patch = changed, Owner = owner, Answers = [.. _unsaved ?? []] });
        _unsaved = null;
        return await _log.AppendAsync(data, isSnapshot);
    }

    /// <summary>Writes down that it crashed, so that what crashed it is not done again, and counted where no client can leave it.</summary>
    /// <param name="number">The gateway's number of the call; 0 for none.</param>
    /// <param name="answer">What that was answered.</param>
    /// <exception cref="RootUnavailableException">It could not be written in time.</exception>
    public async ValueTask SaveCrashAsync(long number, object? answer)
    {
        ImmutableArray<NumberedAnswer> answers = Cid == 0 ? [] : [new NumberedAnswer(Cid, new CommandAnswer(CommandOutcome.CrashedBefore))];
        var record = NewRecord() with { Number = number, Answer = MountRecord.WithoutPatch(answer), Answers = [.. _unsaved ?? [], .. answers], CrashedAt = number == 0 ? _silo.Time.GetUtcNow() : null };
        await _log!.AppendAsync(_silo.Codec.Write(record), isSnapshot: false);
    }

    /// <summary>Removes it from the storage.</summary>
    public Task DeleteStoredAsync() => _log?.DeleteAsync() ?? Task.CompletedTask;

    /// <summary>Says, if it is time to, that it is still in use. Its turn follows.</summary>
    public void RenewIfDue()
    {
        if (!_renewing && _log is { WantsRenewal: true })
        {
            _renewing = true;
            Inbox.Post(new RenewalDue());
        }
    }

    /// <summary>Writes down that it is still in use.</summary>
    /// <exception cref="RootUnavailableException">It could not be written in time.</exception>
    public async ValueTask<AppendOutcome> RenewAsync()
    {
        _renewing = false;
        return await _log!.AppendAsync(_silo.Codec.Write(NewRecord()), isSnapshot: false);
    }

    // What a numbered command was answered, where nothing was written that tells.
    private void NoteUnsaved(long number, CommandAnswer answer)
    {
        if (Cid == number && IsStored)
        {
            (_unsaved ??= []).Add(new NumberedAnswer(number, answer with { Patch = null }));
        }

        Cid = 0;
    }

    private async ValueTask<AppendOutcome> WriteAsync(MountRecord record, bool isSnapshot)
    {
        isSnapshot |= NeedsSnapshot;
        record = record with { Answer = MountRecord.WithoutPatch(record.Answer), Answers = isSnapshot ? record.Answers : [.. _unsaved ?? [], .. record.Answers] };
        var data = isSnapshot ? _silo.Codec.Write(MountRecord.Apply(CaptureKept(), [record with { Change = null }])) : _silo.Codec.Write(record);
        (_unsaved, _savedBuild) = (null, _silo.Build.Id);
        return await _log!.AppendAsync(data, isSnapshot);
    }

    private MountRecord NewRecord() => new(
        Acknowledged: _commands?.Acknowledged ?? 0,
        IsConfirmed: _resumable?.IsConfirmed ?? false,
        Build: _savedBuild == _silo.Build.Id ? null : _silo.Build.Id);

    private MovedMount CaptureKept() => Capture() with { Root = Tree.CaptureKept(), Waiting = [], Log = null };
}
