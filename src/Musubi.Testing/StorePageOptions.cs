using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Testing;

/// <summary>What a page is mounted with.</summary>
public sealed class StorePageOptions
{
    internal StorePageOptions(IServiceCollection services) => Services = services;

    /// <summary>What stores are made with: register here what their constructors ask for. The page's clock is there as the <see cref="TimeProvider"/>, and
    /// logging, which nobody reads unless a test adds a provider. <see cref="Musubi.Grains.MusubiOptions"/> can be configured, and so can the serializer, with <c>AddSerializer</c>.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The connection's socket, as <c>HandleConnect</c> and <c>HandleJoin</c> would leave it: its assigns, session and connect_info reach the root.</summary>
    /// <value>An empty one by default.</value>
    public Socket Socket { get; set; } = new();

    /// <summary>The id under which the client mounts the root.</summary>
    /// <value><c>1</c> by default; not empty.</value>
    public string Id { get; set; } = "1";

    /// <summary>How long <see cref="PageTasks.NextAsync"/> waits for a task, on the wall clock.</summary>
    /// <value>30 seconds by default, for a slow machine; only a test that fails waits so long.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    internal StorePage? Publisher { get; set; }

    /// <summary>Publishes a message while a callback runs, as anybody in the cluster might: from a service of the test's that the callback calls.</summary>
    /// <remarks>So a test puts a message between two steps of one callback, of <c>Init</c> too, where there is no page to publish to yet. It reaches the
    /// root if that is subscribed by then, as a copy, and when the callback has returned; the method that ran the callback, such as
    /// <see cref="StorePage.MountAsync{TStore}"/>, returns after that.</remarks>
    /// <param name="topic">The topic.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="InvalidOperationException">No callback runs; <see cref="PageMessages.PublishAsync"/> is for then.</exception>
    public Task PublishAsync(string topic, object message) => Publisher is { Host.IsRunning: true } page
        ? page.PublishAsync(topic, message)
        : throw new InvalidOperationException($"Expected a callback of the page to be running, which subscribes and then calls this; none is. Between callbacks publish with {nameof(StorePage)}.{nameof(PageMessages.PublishAsync)}.");
}
