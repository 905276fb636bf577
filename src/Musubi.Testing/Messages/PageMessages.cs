namespace Musubi.Testing;

/// <summary>Messages from outside the page.</summary>
public static class PageMessages
{
    /// <summary>Hands a message to the root's <c>HandleInfo</c>.</summary>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static Task InfoAsync(this StorePage page, object message)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(message);
        return page.CycleAsync(tree => tree.Info(message));
    }

    /// <summary>Publishes a message to a topic. It reaches the root if that is subscribed, and as a copy, as from another silo.</summary>
    /// <remarks>Published while a callback runs, by a service of the test's that the callback calls, the message waits until the callback has returned.</remarks>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static Task PublishAsync(this StorePage page, string topic, object message)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(message);
        var sent = page.Runtime.Send(new InfoMessage(topic, message));
        if (page.Host.IsRunning)
        {
            page.Host.Publish(sent);
            return Task.CompletedTask;
        }

        return page.CycleAsync(tree => page.Host.IsSubscribed(topic) ? tree.Info(sent.Body) : default);
    }

    /// <summary>Hands new assigns to a store's <c>Update</c>, as <see cref="Targeting.SendUpdateAsync(IGrainFactory, StoreAddress, IEnumerable{KeyValuePair{string, object?}})"/> does; nothing happens when there is no such store.</summary>
    /// <param name="page">The page.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="assigns">What <c>Update</c> receives, as <c>LineStore.Label.Is("tea")</c>; a copy, as from another silo.</param>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static Task SendUpdateAsync(this StorePage page, StoreId storeId, params IEnumerable<KeyValuePair<string, object?>> assigns)
    {
        ArgumentNullException.ThrowIfNull(page);
        var sent = page.Runtime.Send(new SendUpdateRequest(storeId, assigns.ToDictionary(StringComparer.Ordinal)));
        return page.CycleAsync(tree => tree.SendUpdate(sent.StoreId, sent.Assigns));
    }

    /// <summary>Handles what was published while a callback ran: each message is a cycle of its own, which may publish in turn.</summary>
    internal static async Task HandlePublishedAsync(this StorePage page)
    {
        while (page.Host.TakePublished() is { } message)
        {
            await page.CycleAsync(tree => tree.Info(message.Body));
        }
    }
}
