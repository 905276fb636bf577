using Microsoft.Extensions.DependencyInjection;
using Musubi.Grains.Declarations;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Hosting;

/// <summary>Checks every declared store before the silo starts.</summary>
internal sealed class StoreCatalogValidator(IServiceProvider services) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        try
        {
            services.GetRequiredService<StoreCatalog>();
        }
        catch (StoreDeclarationException exception)
        {
            throw new OrleansConfigurationException(exception.Message, exception);
        }
    }
}
