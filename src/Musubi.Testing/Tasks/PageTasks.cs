using Musubi.Grains.Async;
using Musubi.Grains.Diagnostics;
using Musubi.Testing.Hosting;

namespace Musubi.Testing;

/// <summary>Time and tasks: what the page does when no message from outside makes it.</summary>
public static class PageTasks
{
    /// <summary>Waits until a task has come to something, and lets the page handle it: one message, one render.</summary>
    /// <remarks>Messages are handled in the order in which they came. What <c>CancelAsync</c> has to say to <c>HandleAsync</c> is a message, too.</remarks>
    /// <exception cref="ExpectationException">No task runs and no message waits; or none came to anything within <see cref="StorePageOptions.Patience"/>.</exception>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static async Task NextAsync(this StorePage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        page.RequireMounted();
        var message = await page.Host.TakeNextAsync();
        await page.CycleAsync(tree => tree.Handle(message));
    }

    /// <summary>Moves the clock, and lets the page handle every timer and time-out that comes due, each at its time.</summary>
    /// <remarks>What a task comes to meanwhile waits for <see cref="NextAsync"/>, because nobody could say whether it came before or after.</remarks>
    /// <param name="page">The page.</param>
    /// <param name="time">How far.</param>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static async Task AdvanceAsync(this StorePage page, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        page.RequireMounted();
        var end = page.Clock.GetUtcNow() + time;
        do
        {
            page.Clock.SetUtcNow(page.Runtime.Clock.NextDue(before: end) ?? end);
            while (page.Host.TakeDue() is { } message)
            {
                await page.CycleAsync(tree => tree.Handle(message));
            }
        }
        while (page.Clock.GetUtcNow() < end);
    }

    /// <summary>Says what a running task gives, and lets the page handle it. The real work is told to stop, and whatever it comes to is discarded.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">The task's name, or an assign that it fills.</param>
    /// <param name="value">What it gives: of the type that the work would give.</param>
    /// <param name="storeId">The store whose task it is; the root by default.</param>
    /// <exception cref="ExpectationException">No such task runs; the message lists those that do.</exception>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static Task CompleteAsync(this StorePage page, string name, object? value, StoreId storeId = default) =>
        FinishAsync(page, name, storeId, AsyncOutcome.Ok(value));

    /// <summary>Says why a running task comes to nothing, and lets the page handle it. The real work is told to stop, and whatever it comes to is discarded.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">The task's name, or an assign that it fills.</param>
    /// <param name="reason">Why; a task that throws comes to <see cref="AsyncReason.Exception"/>.</param>
    /// <param name="storeId">The store whose task it is; the root by default.</param>
    /// <exception cref="ExpectationException">No such task runs; the message lists those that do.</exception>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static Task FailAsync(this StorePage page, string name, AsyncReason reason, StoreId storeId = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return FinishAsync(page, name, storeId, reason);
    }

    private static async Task FinishAsync(StorePage page, string name, StoreId storeId, AsyncOutcome<object?> outcome)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var node = page.Node(storeId);
        var task = AsyncTable.Of(node.Socket).Find(name);
        var running = page.Host.Tree.RunningTasks.FirstOrDefault(running => running.Node == node && running.Task.Ref == task?.Ref)
            ?? throw new ExpectationException($"Expected a running task '{name}' of {storeId}; running: {PageHost.Describe(page.Host.Tree.RunningTasks)}.");
        await running.Stop();
        page.Runtime.Log.Forget(running.Task.Name);
        await page.CycleAsync(tree => tree.Handle(new AsyncFinished(running, outcome, outcome.IsOk ? AsyncEnd.Ok : AsyncEnd.Failed)));
    }
}
