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
    /// <param name="answered">Replies to the client, before the first patch: why there is no root, or null, and what it threw. Runs under the lock, unless the root was dropped meanwhile.</param>
    public Task MountAsync(Task turn, Params mountParams, Socket socket, Action<Refusal?, string?> answered) => StartAsync(
        turn,
        exchange => _grain.MountAsync(mountParams, socket, Resume, _scope.Registry, exchange),
        (answer, failure) =>
        {
            if (answer is { Outcome: not MountOutcome.Mounted })
            {
                Finish();
            }

            answered(answer is null ? failure : RootPlacement.RefusalOf(answer.Outcome), answer?.Detail);
            if (answer is { Outcome: MountOutcome.Mounted, Patch: var patch })
            {
                Begin(patch is null ? [] : [patch]);
            }
        });

    /// <summary>Asks its grain for the root that its client had. It has ended when <paramref name="answered"/> hears that it is not there.</summary>
    /// <param name="turn">What <see cref="Claim"/> returned.</param>
    /// <param name="socket">The socket as the application's callbacks left it.</param>
    /// <param name="answered">Hears the outcome, or null when no answer came, with what a crash threw or why a kept root is missed, and replies to the client before the first patch. As for <see cref="MountAsync"/>.</param>
    public Task AttachAsync(Task turn, Socket socket, Action<AttachOutcome?, string?> answered) => StartAsync(
        turn,
        exchange => _grain.AttachAsync(socket, Resume!, _scope.Registry, exchange),
        (answer, _) =>
        {
            if (answer is { Outcome: not AttachOutcome.Attached })
            {
                Finish();
            }

            answered(answer?.Outcome, answer?.Detail ?? answer?.Reason);
            if (answer is { Outcome: AttachOutcome.Attached })
            {
                Delivery.Begin(answer.Version);
                Begin(answer.Missed);
            }
        });

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

    private async Task StartAsync<TAnswer>(Task turn, Func<Exchange, ValueTask<TAnswer>> ask, Action<TAnswer?, Refusal> take)
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
        var (answer, failure) = await RootPlacement.FindAsync(this, _grain, () => ask(exchange), exchange, _scope);
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

                take(answer, failure);
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
    private void Begin(IEnumerable<PatchEnvelope> first)
    {
        Phase = RootPhase.Mounted;
        Delivery.SyncOnInterval();
        foreach (var patch in first)
        {
            Deliver(patch);
        }
    }
}
