using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

// How a root begins: its grain mounts it, or gives one back that was there.
internal sealed partial class MountedRoot
{
    /// <summary>Mounts the root in its grain.</summary>
    /// <param name="turn">What <see cref="Claim"/> returned.</param>
    /// <param name="mountParams">The client's mount params.</param>
    /// <param name="socket">The socket as the application's callbacks left it.</param>
    /// <param name="starter">Replies to the client, before the first patch.</param>
    public Task MountAsync(Task turn, Params mountParams, Socket socket, IRootStarter starter) =>
        StartAsync<MountStart, MountAnswer>(turn, new MountStart(this, mountParams, socket, starter));

    /// <summary>Asks its grain for the root that its client had. It has ended when <paramref name="starter"/> hears that it is not there.</summary>
    /// <param name="turn">What <see cref="Claim"/> returned.</param>
    /// <param name="socket">The socket as the application's callbacks left it.</param>
    /// <param name="uploads">The files that its client goes on with; null when there are none.</param>
    /// <param name="starter">Replies to the client, before the first patch.</param>
    public Task AttachAsync(Task turn, Socket socket, KeptUploads? uploads, IRootStarter starter) =>
        StartAsync<AttachStart, AttachAnswer>(turn, new AttachStart(this, socket, uploads, starter));

    /// <summary>Makes another mount of what is still being mounted. Nothing that the one before pushed, or still pushes, is its.</summary>
    /// <returns>False when it is not wanted any more.</returns>
    public bool TryMountAnew()
    {
        lock (_scope.Lock)
        {
            if (Phase != RootPhase.Mounting)
            {
                return false;
            }

            _scope.Registry.Remove(this);
            _grain.MountId = _scope.Registry.NextMountId();
            _scope.Registry.Add(this);
            Delivery.BeginAnew();
            return true;
        }
    }

    // All in one method: each more is a state machine for each page that opens.
    private async Task StartAsync<TStart, TAnswer>(Task turn, TStart start)
        where TStart : struct, IRootStart<TAnswer>
        where TAnswer : class
    {
        await turn;
        bool wanted;
        lock (_scope.Lock)
        {
            wanted = Phase == RootPhase.Mounting;
        }

        if (!wanted)
        {
            // Its grain has never heard of it.
            await Departure.CompleteAsync();
            return;
        }

        using var exchange = _scope.Metrics.Mounting(Id.Module, _scope.Request);
        exchange.Enter();
        TAnswer? answer = null;
        Refusal failure = default;
        OutageRetry? retry = null;
        Task<TAnswer>? asked = null;
        do
        {
            try
            {
                asked ??= start.AskAsync().AsTask();
                answer = await asked.WaitAsync(RootPlacement.TryFor, _scope.Clock);
            }
            catch (Exception thrown)
            {
                var exception = thrown;
                if (asked is { IsCompleted: false })
                {
                    if (await RootPlacement.IsWaitedForAsync(asked, start.IsUnderWayAsync(), _scope.Clock))
                    {
                        continue;
                    }

                    exception = new SiloUnavailableException("The silo that was asked for the root does not answer.");
                }

                asked = null;
                answer = start.Unsent(exception);
                retry ??= RootPlacement.Retry(_scope);
                if (answer is null && !(await retry.WaitAsync(exception) && TryMountAnew()))
                {
                    exchange.End(exception);
                    failure = _grain.NoMount(exception);
                    break;
                }
            }
        }
        while (answer is null);

        if (answer is not null)
        {
            start.End(exchange, answer);
        }

        lock (_scope.Lock)
        {
            wanted = Phase == RootPhase.Mounting;
            if (wanted)
            {
                if (answer is null)
                {
                    Departure.Reason = TerminateReason.Disconnected;
                    Depart();
                }

                start.Take(answer, failure);
            }
        }

        _scope.Writer.Flush();
        if (!wanted || answer is null)
        {
            // It is mounted and nobody wants it any more, or it may be for all we know.
            await UnmountAsync();
        }
        else
        {
            // Its grain may wait for the word that what it pushed meanwhile has arrived.
            Line.Continue();
        }
    }

    // Under the lock: starts to deliver, now that the client knows of its root.
    private void Begin(ReadOnlySpan<PatchEnvelope> first)
    {
        Phase = RootPhase.Mounted;
        Delivery.SyncOnInterval();
        foreach (var patch in first)
        {
            Deliver(patch);
        }
    }

    private readonly struct MountStart(MountedRoot root, Params mountParams, Socket socket, IRootStarter starter) : IRootStart<MountAnswer>
    {
        public ValueTask<MountAnswer> AskAsync() => root._grain.MountAsync(mountParams, socket, root.Resume, root._scope.Registry);

        public ValueTask<bool> IsUnderWayAsync() => root._grain.IsMountingAsync();

        public MountAnswer? Unsent(Exception exception) => root._grain.Unsent(exception);

        public void End(Exchange exchange, MountAnswer answer) => exchange.End(answer.Outcome);

        public void Take(MountAnswer? answer, Refusal failure)
        {
            if (answer is { Outcome: not MountOutcome.Mounted })
            {
                root.Finish();
            }

            starter.OnMounted(root, answer is null ? failure : RootPlacement.RefusalOf(answer.Outcome), answer?.Detail);
            if (answer is { Outcome: MountOutcome.Mounted, Patch: var patch })
            {
                root.Begin(patch is null ? [] : [patch]);
            }
        }
    }

    private readonly struct AttachStart(MountedRoot root, Socket socket, KeptUploads? uploads, IRootStarter starter) : IRootStart<AttachAnswer>
    {
        public ValueTask<AttachAnswer> AskAsync() => root._grain.AttachAsync(socket, root.Resume!, root._scope.Registry, uploads);

        // Asking twice does no harm: the later one has the root.
        public ValueTask<bool> IsUnderWayAsync() => new(false);

        public AttachAnswer? Unsent(Exception exception) => null;

        public void End(Exchange exchange, AttachAnswer answer) => exchange.End(answer.Outcome);

        public void Take(AttachAnswer? answer, Refusal failure)
        {
            if (answer is { Outcome: not AttachOutcome.Attached })
            {
                root.Finish();
            }

            starter.OnAttached(root, answer?.Outcome, answer?.Detail ?? answer?.Reason);
            if (answer is { Outcome: AttachOutcome.Attached })
            {
                root.Delivery.Begin(answer.Version);
                root.Begin(answer.Missed.AsSpan());
            }
        }
    }
}
