using Microsoft.Extensions.DependencyInjection;
using Musubi.Durable;
using Musubi.Grains.Declarations;
using Musubi.Grains.Nodes;
using Musubi.Serialization;
using Orleans.Serialization.Serializers;

namespace Musubi.Grains.Hosting;

/// <summary>Checks every declared store, and the typed keys of the application, before the silo starts.</summary>
internal sealed class StoreCatalogValidator(IServiceProvider services) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        var problems = new List<string>();
        IEnumerable<Type> classes = services.GetServices<DeclaredSocket>().Select(static declared => declared.Socket);
        try
        {
            var catalog = services.GetRequiredService<StoreCatalog>();
            classes = classes.Concat(catalog.Types);
            problems.AddRange(DurableCheck.ProblemsOf(catalog, [.. services.GetServices<IRootLog>()]));
        }
        catch (StoreDeclarationException exception)
        {
            problems.AddRange(exception.Problems);
        }

        problems.AddRange(KeyTypes.ProblemsOf(classes, services.GetRequiredService<ICodecProvider>()));
        if (problems.Count > 0)
        {
            throw new OrleansConfigurationException(string.Join(Environment.NewLine, problems));
        }
    }
}
