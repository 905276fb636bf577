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
}
