using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Services;

/// <summary>Finds in a constructor of one instance for all users what must not be shared by them: a scoped service, or a disposable one that is made anew for each who asks.</summary>
/// <remarks>A container that checks scopes does so in Development alone, and says nothing of Musubi's own classes. This looks at the registrations, and through
/// transient services at what they take in turn; what a factory resolves it cannot see.</remarks>
/// <param name="registered">The application's services. Read when something is made, when all are registered.</param>
internal sealed class ServiceLifetimes(IServiceCollection registered)
{
    /// <summary>What is wrong with the constructor of a class of which there is one instance.</summary>
    /// <param name="type">The class.</param>
    /// <param name="cure">Why it is wrong and what was expected, for the service that it takes.</param>
    /// <returns>Whole sentences; none when it is fine.</returns>
    public IReadOnlyList<string> ProblemsOf(Type type, Func<Type, string> cure)
    {
        var problems = new List<string>();
        foreach (var parameter in ConstructorOf(type)?.GetParameters() ?? [])
        {
            if (Find(parameter, [], out var path) is { } wrong)
            {
                var through = path.Length > 1 ? $", through {string.Join(" and ", path[..^1].Select(static type => type.ToString()))}" : "";
                problems.Add($"{type} takes the {wrong} service {path[^1]} in its constructor{through}. {cure(path[^1])}");
            }
        }

        return problems;
    }

    /// <summary>What is wrong with how a service is registered that is used as a singleton.</summary>
    /// <param name="service">The service.</param>
    /// <param name="cure">Why it is wrong and what was expected.</param>
    /// <returns>Whole sentences; none when it is fine.</returns>
    public IReadOnlyList<string> ProblemsOfSingleton(Type service, Func<Type, string> cure)
    {
        var problems = new List<string>();
        foreach (var descriptor in DescriptorsOf(service, null))
        {
            if (descriptor.Lifetime != ServiceLifetime.Singleton)
            {
                problems.Add($"{service} is registered as a {descriptor.Lifetime.ToString().ToLowerInvariant()} service. Expected a singleton: one instance serves everybody.");
            }

            if (descriptor.ImplementationType is { } made)
            {
                problems.AddRange(ProblemsOf(made, cure));
            }
        }

        return problems;
    }

    private string? Find(ParameterInfo parameter, HashSet<Type> seen, out Type[] path) =>
        Find(parameter.ParameterType, parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key, seen, out path);

    private string? Find(Type type, object? key, HashSet<Type> seen, out Type[] path)
    {
        path = [type];
        if (!seen.Add(type))
        {
            return null;
        }

        foreach (var descriptor in DescriptorsOf(type, key))
        {
            var made = descriptor.IsKeyedService ? descriptor.KeyedImplementationType : descriptor.ImplementationType;
            switch (descriptor.Lifetime)
            {
                case ServiceLifetime.Scoped:
                    return "scoped";
                case ServiceLifetime.Transient when IsDisposable(made ?? type):
                    return "disposable transient";
                case ServiceLifetime.Transient when made is not null:
                    foreach (var parameter in ConstructorOf(made.IsGenericTypeDefinition ? made.MakeGenericType(type.GenericTypeArguments) : made)?.GetParameters() ?? [])
                    {
                        if (Find(parameter, seen, out var inner) is { } wrong)
                        {
                            path = [type, .. inner];
                            return wrong;
                        }
                    }

                    break;
            }
        }

        return null;
    }

    // As the container looks for it: the last registration of the type, or of its generic definition, or all of an IEnumerable's items.
    private IEnumerable<ServiceDescriptor> DescriptorsOf(Type type, object? key)
    {
        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (open == typeof(IEnumerable<>))
        {
            return registered.Where(descriptor => Is(descriptor, type.GenericTypeArguments[0], key));
        }

        var found = registered.LastOrDefault(descriptor => Is(descriptor, type, key)) ?? (open is null ? null : registered.LastOrDefault(descriptor => Is(descriptor, open, key)));
        return found is null ? [] : [found];
    }

    private static bool Is(ServiceDescriptor descriptor, Type type, object? key) =>
        descriptor.ServiceType == type && descriptor.IsKeyedService == key is not null && (key is null || Equals(descriptor.ServiceKey, key) || descriptor.ServiceKey == KeyedService.AnyKey);

    private static bool IsDisposable(Type type) => typeof(IDisposable).IsAssignableFrom(type) || typeof(IAsyncDisposable).IsAssignableFrom(type);

    private static ConstructorInfo? ConstructorOf(Type type)
    {
        var constructors = type.GetConstructors();
        return constructors.FirstOrDefault(static constructor => constructor.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.MaxBy(static constructor => constructor.GetParameters().Length);
    }
}
