using System.Reflection;
using Musubi.Gateway.Roots;
using Musubi.Grains.Stores;

namespace Musubi.Inspector.Roots;

/// <summary>The roots of this silo: those that belong to a gateway, and those that wait for their clients. A silo knows both anyway.</summary>
internal sealed class LocalRoots(StoreServices silo, RootUsers users, ILocalSiloDetails self)
{
    private const int MaxLimit = 200;

    private static readonly string Build = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Lists those that match, by their keys.</summary>
    public SiloRoots List(RootQuery query)
    {
        var all = 0;
        var matching = 0;
        var following = new List<RootMount>();
        foreach (var root in All())
        {
            all++;
            if (Matches(root, query.Text))
            {
                matching++;
                if (string.CompareOrdinal(root.Key, query.After) > 0)
                {
                    following.Add(root);
                }
            }
        }

        var first = following.OrderBy(static root => root.Key, StringComparer.Ordinal).Take(Math.Clamp(query.Limit, 1, MaxLimit));
        return new SiloRoots([.. first.Select(LineOf)], all, matching, following.Count, Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false), Build);
    }

    /// <summary>The root with that key; null when it is not here.</summary>
    public RootMount? Find(string key) => All().FirstOrDefault(root => root.Key == key);

    /// <summary>What the list says of a root.</summary>
    public RootLine LineOf(RootMount root)
    {
        var id = StoreGrainKey.Parse(root.Key).Root;
        return new RootLine(root.Key, id.Module, id.Id, users.Of(root.Tree.Root!), self.SiloAddress.ToString(), MountIds.TimeOf(root.Id), root.Tree.Version, root.IsDetached);
    }

    private IEnumerable<RootMount> All() => silo.Outboxes.Roots().OfType<DeliveryWindow>().Select(static window => window.Mount)
        .Concat(silo.Detached.Roots().OfType<RootMount>())
        .Where(static root => root.HasTree)
        .Distinct();

    private bool Matches(RootMount root, string text) =>
        text.Length == 0
        || root.Key.Contains(text, StringComparison.OrdinalIgnoreCase)
        || (users.Of(root.Tree.Root!) is { } user && user.Contains(text, StringComparison.OrdinalIgnoreCase));
}
