using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;

namespace Musubi.Grains.Hooks;

/// <summary>Binds hooks, those that take services among them: each call of one of these has a scope of its own.</summary>
internal static class ServedHooks
{
    // Compiled once for each silo, of which a process may host several. A silo that is gone takes its hooks along.
    private static readonly ConditionalWeakTable<StoreCatalog, ConcurrentDictionary<(MethodName Method, Type Hook), Delegate?>> Compiled = [];

    /// <summary>The hook as a delegate.</summary>
    /// <exception cref="InvalidOperationException">It takes something that is no service.</exception>
    public static THook Bind<THook>(MethodName method, StoreCatalog catalog)
        where THook : Delegate =>
        (THook?)Compiled.GetOrAdd(catalog, static _ => new()).GetOrAdd((method, typeof(THook)), static (key, catalog) => Compile<THook>(key.Method, catalog), catalog)
        ?? method.Bind<THook>(type => catalog.Of(type).Store);

    // Null for a hook that takes no services.
    private static THook? Compile<THook>(MethodName name, StoreCatalog catalog)
        where THook : Delegate
    {
        var own = typeof(THook).GetMethod("Invoke")!.GetParameters().Select(static parameter => Expression.Parameter(parameter.ParameterType, parameter.Name)).ToArray();
        var method = name.Find();
        var services = method.GetParameters()[own.Length..];
        if (services.Length == 0)
        {
            return null;
        }

        foreach (var parameter in services)
        {
            if (!catalog.Services.IsService(parameter) || catalog.Services.ProblemOf(parameter) is not null)
            {
                throw new InvalidOperationException($"The hook {method.DeclaringType}.{method.Name} takes '{parameter.Name}' of {parameter.ParameterType}, which is no service. Expected one that is registered.");
            }
        }

        var provider = Expression.Parameter(typeof(IServiceProvider));
        var call = Expression.Lambda<Func<IServiceProvider, ValueTask<HookResult>>>(
            Expression.Call(
                name.Owner is { } owner ? Expression.Constant(catalog.Of(owner).Store, method.DeclaringType!) : null,
                method,
                [.. own, .. services.Select(parameter => CallbackServices.Argument(parameter, provider))]),
            provider);
        return Expression.Lambda<THook>(
            Expression.Call(typeof(ServedHooks).GetMethod(nameof(Run), BindingFlags.Static | BindingFlags.NonPublic)!, Expression.Constant(catalog.Services), call),
            own).Compile();
    }

    private static async ValueTask<HookResult> Run(CallbackServices services, Func<IServiceProvider, ValueTask<HookResult>> hook)
    {
        await using var scope = services.Open();
        return await hook(scope.ServiceProvider);
    }
}
