using Microsoft.Extensions.DependencyInjection;
using Musubi.Grains.Declarations;

namespace Musubi.Grains.Services;

/// <summary>Makes the one instance of each store, with its services.</summary>
internal sealed class StoreFactory(IServiceProvider services, IServiceCollection registered)
{
    private readonly ServiceLifetimes _lifetimes = new(registered);

    /// <exception cref="StoreDeclarationException">The constructor takes what all users must not share.</exception>
    /// <exception cref="InvalidOperationException">It takes what is not registered.</exception>
    public Store Create(Type store)
    {
        if (_lifetimes.ProblemsOf(store) is { Count: > 0 } problems)
        {
            throw new StoreDeclarationException(problems);
        }

        return (Store)ActivatorUtilities.CreateInstance(services, store);
    }
}
