using Microsoft.Extensions.DependencyInjection;
using Musubi.Grains.Declarations;
using Musubi.Services;

namespace Musubi.Grains.Services;

/// <summary>Makes the one instance of each store, with its services.</summary>
internal sealed class StoreFactory(IServiceProvider services, IServiceCollection registered)
{
    private readonly ServiceLifetimes _lifetimes = new(registered);

    /// <exception cref="StoreDeclarationException">The constructor takes what all users must not share.</exception>
    /// <exception cref="InvalidOperationException">It takes what is not registered.</exception>
    public Store Create(Type store)
    {
        if (_lifetimes.ProblemsOf(store, Cure) is { Count: > 0 } problems)
        {
            throw new StoreDeclarationException(problems);
        }

        return (Store)ActivatorUtilities.CreateInstance(services, store);
    }

    private static string Cure(Type service) =>
        "One instance of a store serves every user, and all would share that one service. "
        + $"Expected it as a parameter of the callback that uses it, after the callback's own, as in Init(Socket socket, {service.Name} {char.ToLowerInvariant(service.Name[0])}{service.Name[1..]}), or of a command.";
}
