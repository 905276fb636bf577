using Microsoft.Extensions.DependencyInjection;
using Musubi.Serialization;
using Musubi.Services;
using Orleans.Serialization.Serializers;

namespace Musubi.Gateway.Hosting;

/// <summary>Makes the one instance of an application's socket, with its services.</summary>
internal sealed class SocketFactory(IServiceProvider services, ServiceLifetimes lifetimes)
{
    /// <exception cref="InvalidOperationException">The constructor takes what all users must not share, or what is not registered; or the application has a typed key for
    /// what cannot be serialized.</exception>
    public TSocket Create<TSocket>()
        where TSocket : MusubiSocket
    {
        List<string> problems = [.. lifetimes.ProblemsOf(typeof(TSocket), static service =>
            "One instance of a socket serves every connection, and all would share that one service. "
            + $"Expected an {nameof(IServiceScopeFactory)} in the constructor, and in HandleConnect or HandleJoin a scope with a {service.Name} for each call.")];
        if (services.GetService<ICodecProvider>() is { } codecs)
        {
            problems.AddRange(KeyTypes.ProblemsOf([typeof(TSocket)], codecs));
        }

        return problems.Count == 0 ? ActivatorUtilities.CreateInstance<TSocket>(services) : throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }
}
