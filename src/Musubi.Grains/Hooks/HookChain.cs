using System.Collections.Immutable;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Hooks;

/// <summary>Runs the hooks of a stage, those of the root first, and in a store in the order they were attached.</summary>
internal static class HookChain
{
    /// <summary>The nodes on the way from the root to a node, itself included, that have a hook at a stage.</summary>
    public static IEnumerable<StoreNode> On<THook>(StoreNode node, HookStage<THook> stage)
        where THook : Delegate
    {
        List<StoreNode>? path = null;
        for (var on = node; on is not null; on = on.Parent)
        {
            if (Has(on.Hooks, stage))
            {
                (path ??= []).Insert(0, on);
            }
        }

        return path ?? Enumerable.Empty<StoreNode>();
    }

    public static bool Has<THook>(ImmutableArray<Hook> hooks, HookStage<THook> stage)
        where THook : Delegate
    {
        foreach (var hook in hooks)
        {
            if (hook.Stage == stage.Name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The hooks of one node at a stage. As they are now: one that detaches another does so for the next time.</summary>
    public static ImmutableArray<THook> Of<THook>(StoreNode node, HookStage<THook> stage, StoreCatalog catalog)
        where THook : Delegate =>
        [.. node.Hooks.Where(hook => hook.Stage == stage.Name).Select(hook => ServedHooks.Bind<THook>(hook.Method, catalog))];
}
